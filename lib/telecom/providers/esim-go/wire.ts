import { z } from 'zod'

// Shapes of the vendor's replies: OpenAPI 2.4.0, and where v2.5 differs in practice, both. Unknown fields are dropped.

/** Ids and amounts come as text or as a number; `parseLossless` has kept the digits of long ones. */
export const Text = z.union([z.string(), z.number()]).transform(String)

const Optional = Text.nullish().transform((text) => text || undefined)

const Bytes = z
  .union([z.number().transform(Math.trunc), z.string().regex(/^-?\d+$/)])
  .nullish()
  .transform((count) => (count === null || count === undefined || BigInt(count) < 0n ? 0n : BigInt(count)))

/** ISO 8601 in most places, epoch milliseconds in `GET /esims/{iccid}`; 0 and year 1 both mean never. */
const When = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((when) => {
    if (!when) return undefined
    const date = new Date(typeof when === 'string' && /^\d+$/.test(when) ? Number(when) : when)
    return date.getTime() > 0 ? date : undefined
  })

const list = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullish()
    .transform((found) => found ?? [])

/** Null is how the vendor writes an empty list; but without its name a reply says nothing, so it is not read as none. */
const namedList = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullable()
    .transform((found) => found ?? [])

/** The rows come bare or below a name: `[...]` or `{bundles: [...]}`. */
const rowsIn = <S extends z.ZodType>(name: string, row: S) =>
  z.union([
    z.array(row),
    z.object({ [name]: namedList(row) }).transform((found) => found[name] as z.output<S>[]),
  ])

const Organisation = z.object({ name: z.string().default(''), currency: z.string(), balance: Optional })

export const OrganisationReply = z.union([
  z
    .object({ organisations: z.array(Organisation).min(1) })
    .transform(({ organisations }) => organisations[0]!),
  Organisation,
])

const Place = z.object({ iso: Optional, name: Optional, region: Optional })

export const CatalogueReply = rowsIn('bundles', z.record(z.string(), z.unknown()))

export const CatalogueBundle = z.object({
  name: z.string().min(1),
  description: z.string().nullish(),
  countries: list(Place),
  roamingEnabled: list(Place),
  dataAmount: Text.nullish(),
  duration: z.coerce.number().int().nonnegative(),
  speed: list(z.string()),
  autostart: z.boolean().nullish(),
  unlimited: z.boolean().nullish(),
  price: Text.nullish(),
})

export const NetworksReply = z.object({
  countryNetworks: namedList(
    z.object({
      name: z.string(),
      networks: list(
        z.object({
          name: z.string().default(''),
          brandName: Optional,
          mcc: Optional,
          mnc: Optional,
          tagid: Optional,
          speed: list(z.string()),
        }),
      ),
    }),
  ),
})

export const QuoteReply = z.object({
  total: Text,
  currency: z.string(),
  valid: z.boolean(),
  statusMessage: Optional,
})

/** A row of `/esims/assignments`, and with its first three fields only an eSIM of an order. */
export const Assignment = z.object({
  iccid: Text,
  matchingId: Text.nullish(),
  smdpAddress: z.string().nullish(),
  pin: Optional,
  puk: Optional,
  appleInstallUrl: Optional,
  androidInstallUrl: Optional,
})

export const OrderReply = z.object({
  orderReference: z.string().min(1),
  order: list(
    z.object({
      item: z.string(),
      quantity: z.coerce.number().default(1),
      iccids: list(Text),
      esims: list(Assignment),
    }),
  ),
  createdDate: When,
  createDate: When,
})

export const OrdersReply = z.union([rowsIn('orders', OrderReply), OrderReply.transform((order) => [order])])

export const AssignmentsReply = z.union([
  z.array(Assignment),
  z.object({ assignments: z.array(Assignment) }).transform(({ assignments }) => assignments),
  Assignment.transform((row) => [row]),
])

export const EsimReply = Assignment.extend({
  profileStatus: Optional,
  firstInstalledDateTime: When,
  customerRef: Optional,
  state: Optional,
})

export const BundlesReply = z.object({
  bundles: namedList(
    z.object({
      name: z.string(),
      description: z.string().nullish(),
      assignments: list(
        z.object({
          id: Text,
          callTypeGroup: Optional,
          initialQuantity: Bytes,
          remainingQuantity: Bytes,
          assignmentDateTime: When,
          assignmentReference: Optional,
          bundleState: z.string(),
          unlimited: z.boolean().nullish(),
          startTime: When,
          endTime: When,
        }),
      ),
    }),
  ),
})

export const CompatibleReply = z.object({ compatible: z.boolean() })

export const StatusReply = z.object({ status: z.string() })

export const LocationReply = z.object({
  mobileNetworkCode: Optional,
  networkName: Optional,
  networkBrandName: Optional,
  country: Optional,
  lastSeen: When,
})

/** V3 of the callback; V2 lacks `id`, `reference`, `description` and `unlimited` of the bundle. */
export const Callback = z.object({
  iccid: Text.pipe(z.string().regex(/^[!-~]{1,64}$/)),
  alertType: z.string(),
  bundle: z
    .object({
      id: Optional,
      reference: Optional,
      name: z.string(),
      description: z.string().nullish(),
      initialQuantity: Bytes,
      remainingQuantity: Bytes,
      unit: Optional,
      startTime: When,
      endTime: When,
      unlimited: z.boolean().nullish(),
    })
    .nullish(),
  country: z
    .union([
      z.string().transform((code) => ({ code, name: undefined })),
      z.object({ code: Optional, name: Optional }),
    ])
    .nullish(),
})
