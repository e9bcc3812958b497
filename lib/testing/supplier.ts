import { offers, type planVersions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection, makePlan } from './make'

const ask = async (sandboxUrl: string, account: string, path: string) => {
  const answer = await fetch(`${sandboxUrl}/esim-go/v2.5${path}`, {
    headers: { 'x-api-key': `sbx_esimgo_${account}` },
  })
  return (await answer.json()) as unknown
}

/** A plan whose eSIMs are bought at the sandbox's eSIM Go, with the key `sbx_esimgo_<account>`. */
export async function makeSuppliedPlan(
  ctx: Context,
  sandboxUrl: string,
  account: string,
  limitMs = 1_000,
  terms: (offer: string) => Partial<typeof planVersions.$inferInsert> = () => ({}),
) {
  const carrier = await makeConnection(ctx, {
    provider: 'esim-go',
    mode: 'test',
    endpoint: `${sandboxUrl}/esim-go/v2.5`,
    plain: { apiKey: `sbx_esimgo_${account}` },
    settings: { limitMs },
  })
  const [bundle] = (await ask(sandboxUrl, account, '/catalogue?perPage=1&countries=GR')) as { name: string }[]
  const [offer] = await inTenant(ctx.tenantId, (tx) =>
    tx
      .insert(offers)
      .values({
        connectionId: carrier.id,
        externalId: bundle!.name,
        name: bundle!.name,
        dataBytes: 1n,
        days: 7,
        countries: ['GR'],
        cost: 100n,
        currency: 'USD',
        hash: 'x',
      })
      .returning(),
  )
  return makePlan(ctx, { connectionId: carrier.id, offerId: offer!.id, ...terms(bundle!.name) })
}

/** The same, with one size of data to add later: 1 GB for 7 days, the offer of the plan itself. */
export async function makeRefillablePlan(ctx: Context, sandboxUrl: string, account: string) {
  let offerName = ''
  const plan = await makeSuppliedPlan(ctx, sandboxUrl, account, 1_000, (offer) => {
    offerName = offer
    const refills = [{ bytes: '1000000000', amount: '450', days: 7, offer }]
    return { canTopUp: true, refills, dataBytes: 1_000_000_000n, days: 7 }
  })
  return { ...plan, offerName }
}

/** The references of all orders that the supplier has in its books for an account. */
export async function supplierOrders(sandboxUrl: string, account: string): Promise<string[]> {
  const found: string[] = []
  for (let page = 1; ; page++) {
    const answer = await ask(sandboxUrl, account, `/orders?page=${page}&limit=50`)
    const rows = (Array.isArray(answer) ? answer : ((answer as { orders?: [] }).orders ?? [])) as {
      orderReference: string
    }[]
    found.push(...rows.map(({ orderReference }) => orderReference))
    if (rows.length < 50) return found
  }
}
