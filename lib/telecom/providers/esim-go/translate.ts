import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { composeActivationCode } from '@/lib/core/activation-code'
import { findCountry } from '@/lib/core/countries'
import { currency, divideRounded, exponentOf, type Money } from '@/lib/core/money'
import type {
  Account,
  Activation,
  Bundle,
  BundleState,
  CountryNetworks,
  FoundOrder,
  Location,
  OfferFacts,
  PlacedOrder,
  Profile,
  ProfileState,
  Quote,
} from '../../provider'
import {
  type Assignment,
  type BundlesReply,
  CatalogueBundle,
  type EsimReply,
  type LocationReply,
  type NetworksReply,
  type OrderReply,
  type OrganisationReply,
  type QuoteReply,
} from './wire'

/** Prices and balances are decimals in major units; digits beyond those of the currency are rounded once. */
export function toMoney(decimal: string, code: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/i.exec(decimal)
  if (!match) throw new Error(`"${decimal}" is not a decimal`)
  const [, sign, whole, decimals = '', power = '0'] = match
  const shift = exponentOf(currency(code)) - decimals.length + Number(power)
  const digits = BigInt(whole + decimals)
  const minor = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift))
  return { amount: sign ? -minor : minor, currency: currency(code) }
}

export const toAccount = ({
  name,
  currency: code,
  balance,
}: z.output<typeof OrganisationReply>): Account => ({
  name,
  currency: currency(code),
  ...(balance !== undefined && { balance: toMoney(balance, code) }),
})

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')

/** MB are decimal: 1 GB of eSIM Go is 1000 MB. Without a price it cannot be bought, so it is no offer. */
export function toOffer(row: Record<string, unknown>, code: string): OfferFacts | undefined {
  const bundle = CatalogueBundle.parse(row)
  if (bundle.price === null || bundle.price === undefined) return undefined
  const places = [...bundle.countries, ...bundle.roamingEnabled]
  const countries = [
    ...new Set(places.flatMap(({ iso, name }) => findCountry(iso ?? name ?? '') ?? [])),
  ].sort()
  const bases = new Set(bundle.countries.map(({ region }) => region).filter((region) => region !== undefined))
  const megabytes = Number(bundle.dataAmount ?? 0)
  return {
    externalId: bundle.name,
    name: bundle.name,
    description: bundle.description ?? bundle.name,
    dataBytes: bundle.unlimited || megabytes <= 0 ? null : BigInt(Math.round(megabytes * 1e6)),
    days: bundle.duration,
    countries,
    ...(countries.length > 1 && bases.size === 1 && { region: [...bases][0] }),
    speeds: bundle.speed,
    price: toMoney(bundle.price, code),
    autostart: bundle.autostart ?? false,
    topUp: true,
    hash: hashOf(row),
  }
}

export const toNetworks = ({ countryNetworks }: z.output<typeof NetworksReply>): CountryNetworks[] =>
  countryNetworks.map(({ name, networks }) => ({
    country: findCountry(name) ?? name,
    networks: networks.map(({ brandName, tagid, speed, ...network }) => ({
      ...network,
      brand: brandName,
      tadig: tagid,
      speeds: speed,
    })),
  }))

/** Undefined while the supplier has not yet given both parts of the code. Throws `invalid` for one no phone takes. */
export function toActivation(row: z.output<typeof Assignment>): Activation | undefined {
  const { iccid, matchingId, smdpAddress, pin, puk, appleInstallUrl, androidInstallUrl } = row
  if (!matchingId || !smdpAddress) return undefined
  const lpa = composeActivationCode({ matchingId, smdpAddress })
  const [, host = ''] = lpa.split('$')
  return {
    iccid,
    lpa,
    smdpAddress: host,
    matchingId,
    ...(pin && { pin }),
    ...(puk && { puk }),
    ...(appleInstallUrl && { appleUrl: appleInstallUrl }),
    ...(androidInstallUrl && { androidUrl: androidInstallUrl }),
  }
}

export const toQuote = ({
  valid,
  total,
  currency: code,
  statusMessage,
}: z.output<typeof QuoteReply>): Quote =>
  valid
    ? { valid, total: toMoney(total, code) }
    : { valid, total: toMoney(total, code), reason: statusMessage ?? 'eSIM Go would not accept this order.' }

const iccidsOf = ({ order }: z.output<typeof OrderReply>): string[] => [
  ...new Set(order.flatMap(({ esims, iccids }) => [...esims.map(({ iccid }) => iccid), ...iccids])),
]

/** An address that makes no code must not hide that the order was placed and paid. */
function activationIfWhole(row: z.output<typeof Assignment>): Activation | undefined {
  try {
    return toActivation(row)
  } catch {
    return undefined
  }
}

export const toPlacedOrder = (reply: z.output<typeof OrderReply>): PlacedOrder => ({
  orderId: reply.orderReference,
  iccids: iccidsOf(reply),
  profiles: reply.order
    .flatMap(({ esims }) => esims)
    .flatMap((esim) => activationIfWhole({ ...noExtras, ...esim }) ?? []),
})

const noExtras = {
  pin: undefined,
  puk: undefined,
  appleInstallUrl: undefined,
  androidInstallUrl: undefined,
}

export const toFoundOrders = (reply: z.output<typeof OrderReply>): FoundOrder[] => {
  const createdAt = reply.createdDate ?? reply.createDate
  // What is left out here would be bought a second time.
  if (!createdAt || reply.order.length === 0)
    throw new Error(`order ${reply.orderReference} has no date or line`)
  return reply.order.map((line) => ({
    orderId: reply.orderReference,
    offerId: line.item,
    quantity: line.quantity,
    createdAt,
    iccids: iccidsOf({ ...reply, order: [line] }),
  }))
}

const profileStates: Record<string, ProfileState> = {
  available: 'available',
  allocated: 'allocated',
  linked: 'allocated',
  confirmed: 'allocated',
  released: 'released',
  downloaded: 'downloaded',
  installed: 'installed',
  enabled: 'enabled',
  disabled: 'disabled',
  deleted: 'deleted',
  unavailable: 'unavailable',
  error: 'error',
}

const services = { active: 'active', suspended: 'suspended', deactivated: 'deactivated' } as const

/** Released with an `installedAt` was installed once and then removed; it may be installed again. */
export function toProfile(reply: z.output<typeof EsimReply>): Profile {
  const service = services[(reply.state ?? '').toLowerCase() as keyof typeof services]
  const activation = activationIfWhole(reply)
  return {
    state: profileStates[(reply.profileStatus ?? '').toLowerCase()] ?? 'unknown',
    ...(reply.firstInstalledDateTime && { installedAt: reply.firstInstalledDateTime }),
    ...(service && { service }),
    ...(reply.customerRef && { reference: reply.customerRef }),
    ...(activation && { activation }),
  }
}

const bundleStates = ['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed'] as const

export const toBundleState = (state: string): BundleState =>
  bundleStates.find((known) => known === state.toLowerCase()) ?? 'unknown'

/** Data only: quantities of voice and SMS are no bytes. */
export const toBundles = ({ bundles }: z.output<typeof BundlesReply>): Bundle[] =>
  bundles.flatMap(({ name, description, assignments }) =>
    assignments
      .filter(({ callTypeGroup = 'data' }) => callTypeGroup.toLowerCase() === 'data')
      .map((each) => ({
        id: each.id,
        name,
        description: description ?? name,
        state: toBundleState(each.bundleState),
        initialBytes: each.initialQuantity,
        remainingBytes: each.remainingQuantity,
        unlimited: each.unlimited ?? false,
        assignedAt: each.assignmentDateTime,
        startsAt: each.startTime,
        endsAt: each.endTime,
        reference: each.assignmentReference,
      })),
  )

export const toLocation = (reply: z.output<typeof LocationReply>): Location | null =>
  reply.country
    ? {
        country: findCountry(reply.country) ?? reply.country,
        network: reply.networkName,
        brand: reply.networkBrandName,
        tadig: reply.mobileNetworkCode,
        seenAt: reply.lastSeen,
      }
    : null

/** The only word on where the money went: `Successfully Revoked Bundle, bundle has been refunded to inventory`. */
export const toRefund = (status: string): { refunded: 'balance' | 'inventory' | 'no' } => {
  const [, to] =
    /(?:refunded|returned|credited)\s+(?:back\s+)?to\s+(?:\w+\s+)?(balance|inventory)/i.exec(status) ?? []
  return { refunded: (to?.toLowerCase() as 'balance' | 'inventory' | undefined) ?? 'no' }
}
