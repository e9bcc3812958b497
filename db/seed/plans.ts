import { and, arrayContains, eq, inArray, isNull, sql } from 'drizzle-orm'
import { offers, plans, planVersions, type Refill } from '@/db/schema'
import type { Context } from '@/lib/tenancy/context'
import { inTenant, type Tx } from '../tenant'
import type { Telecoms } from './telecoms'

export type Plans = {
  stock: { planId: string; versionId: string }[]
  fromSupplier: { planId: string; slug: string; versionId: string }[]
}

const GB = 1_000_000_000n
type Wanted = {
  name: string
  slug: string
  gb: bigint
  days: number
  cents: bigint
  countries: string[]
  region?: string
}

const europe = [
  'AT',
  'BE',
  'CH',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'GR',
  'HR',
  'IE',
  'IT',
  'NL',
  'NO',
  'PL',
  'PT',
  'SE',
]

const fromStock: Wanted[] = [
  { name: 'Greece 5 GB', slug: 'greece-5gb', gb: 5n, days: 30, cents: 900n, countries: ['GR'] },
  { name: 'Greece 1 GB', slug: 'greece-1gb', gb: 1n, days: 7, cents: 350n, countries: ['GR'] },
  { name: 'Spain 10 GB', slug: 'spain-10gb', gb: 10n, days: 30, cents: 1490n, countries: ['ES'] },
  {
    name: 'Europe 20 GB',
    slug: 'europe-20gb',
    gb: 20n,
    days: 30,
    cents: 2990n,
    countries: europe,
    region: 'Europe',
  },
]

const fromSupplier = ['GB', 'FR', 'DE', 'IT', 'TR', 'US', 'JP', 'TH', 'AE', 'PT']

/** Published plans: some of own stock, the others of what eSIM Go sells. */
export async function seedPlans(ctx: Context, { stockId, esimGoId }: Telecoms, most = 99): Promise<Plans> {
  return inTenant(ctx.tenantId, async (tx) => {
    const made: Plans = { stock: [], fromSupplier: [] }
    for (const { gb, cents, ...plan } of fromStock.slice(0, most))
      made.stock.push(await insert(tx, { ...plan, connectionId: stockId, dataBytes: gb * GB, amount: cents }))
    for (const country of fromSupplier.slice(0, most)) {
      const [offer] = await tx
        .select()
        .from(offers)
        .where(
          and(
            eq(offers.connectionId, esimGoId),
            arrayContains(offers.countries, [country]),
            isNull(offers.region),
            sql`cardinality(${offers.countries}) = 1`,
            sql`${offers.dataBytes} >= ${GB}`,
            sql`${offers.name} !~ 'SBX'`,
          ),
        )
        .orderBy(offers.cost)
        .limit(1)
      if (!offer) continue
      const { dataBytes, days, countries } = offer
      const name = `${new Intl.DisplayNames('en', { type: 'region' }).of(country)} ${Number(dataBytes ?? 0n) / 1e9} GB`
      const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
      const amount = ((offer.cost * 2n) / 10n) * 10n + 9n
      const plan = await insert(tx, {
        name,
        slug,
        dataBytes,
        days,
        countries,
        amount,
        connectionId: esimGoId,
        offerId: offer.id,
        canTopUp: true,
        refills: await refillsIn(tx, esimGoId, country),
      })
      made.fromSupplier.push({ ...plan, slug })
    }
    return made
  })
}

/** Two sizes for later, each a bundle of the same country. */
async function refillsIn(tx: Tx, connectionId: string, country: string): Promise<Refill[]> {
  const found = await tx
    .select()
    .from(offers)
    .where(
      and(
        eq(offers.connectionId, connectionId),
        arrayContains(offers.countries, [country]),
        isNull(offers.region),
        inArray(offers.dataBytes, [GB, 3n * GB]),
        sql`cardinality(${offers.countries}) = 1`,
        sql`${offers.name} !~ 'SBX'`,
      ),
    )
    .orderBy(offers.dataBytes)
  return found.map(({ dataBytes, cost, days, externalId }) => ({
    ...{ bytes: dataBytes!.toString(), days, offer: externalId },
    amount: (((cost * 2n) / 10n) * 10n + 49n).toString(),
  }))
}

async function insert(
  tx: Tx,
  {
    slug,
    connectionId,
    offerId,
    ...version
  }: Omit<typeof planVersions.$inferInsert, 'planId' | 'number' | 'currency'> & {
    slug: string
    connectionId: string
    offerId?: string
  },
) {
  const [plan] = await tx.insert(plans).values({ slug, connectionId, offerId, isPublished: true }).returning()
  const [made] = await tx
    .insert(planVersions)
    .values({
      planId: plan!.id,
      number: 1,
      currency: 'EUR',
      networks: '4G and 5G of the local networks',
      speed: '5G',
      ...version,
    })
    .returning()
  await tx.update(plans).set({ versionId: made!.id }).where(eq(plans.id, plan!.id))
  return { planId: plan!.id, versionId: made!.id }
}
