import { eq } from 'drizzle-orm'
import { assignments, simEvents, type simStatuses, sims } from '@/db/schema'
import { luhnDigit } from '@/lib/core/luhn'
import { sealCodes } from '@/lib/sims/codes'
import { inTenant, type Tx } from '../tenant'
import type { Organization } from './people'
import type { Plans } from './plans'
import type { Telecoms } from './telecoms'

type Status = (typeof simStatuses)[number]
type NewSim = Omit<typeof sims.$inferInsert, 'iccid' | 'iccidBody' | 'formFactor'> & {
  formFactor?: 'physical' | 'esim'
}

const statuses: Status[] = [
  'inventory',
  'activation_ready',
  'active',
  'active',
  'active',
  'suspended',
  'terminated',
  'archived',
]
const GB = 1_000_000_000n
const day = 86_400_000

/** `count` SIMs over all statuses, and `stock` eSIMs with codes that the store sells. */
export async function seedSims(
  { ctx, slug, companyIds, endUserIds }: Organization,
  { stockId, esimGoId }: Telecoms,
  { stock: [first, second, third, fourth] }: Plans,
  count = 200,
  stock = 40,
): Promise<void> {
  const issuer = slug === 'demo' ? '890010' : '890020'
  const iccidOf = (serial: number) => {
    const body = `${issuer}${String(serial).padStart(12, '0')}`
    return { iccid: `${body}${luhnDigit(body)}`, iccidBody: body }
  }
  await inTenant(ctx.tenantId, async (tx) => {
    const places = await sealCodes(
      tx,
      Array.from({ length: stock }, (_, n) => ({
        lpa: `LPA:1$smdp.sandbox.test$${slug.toUpperCase()}-STOCK-${String(n).padStart(4, '0')}`,
      })),
    )
    const plansFor = [first, second, third, fourth].filter((plan) => plan !== undefined)
    const forSale = places.map(
      (place, n): NewSim => ({
        connectionId: stockId,
        status: 'activation_ready',
        planId: plansFor[n % plansFor.length]!.planId,
        labels: ['store'],
        ...place,
      }),
    )
    for (const [n, sim] of forSale.entries())
      await tx.insert(sims).values({ formFactor: 'esim', ...sim, ...iccidOf(n) })
    for (let n = 0; n < count; n++) {
      const status = statuses[n % statuses.length]!
      const sim = simOf(n, status, { stockId, esimGoId, companyIds, endUserIds, planId: first!.planId })
      const [made] = await tx
        .insert(sims)
        .values({ ...sim, ...iccidOf(1_000 + n) })
        .returning({ id: sims.id })
      if (sim.planId) await assign(tx, made!.id, first!.versionId, status, n)
      await tx.insert(simEvents).values({ simId: made!.id, kind: 'imported', text: 'Imported' })
    }
  })
}

type Pools = { stockId: string; esimGoId: string; companyIds: string[]; endUserIds: string[]; planId: string }

function simOf(n: number, status: Status, pools: Pools): NewSim & { formFactor: 'physical' | 'esim' } {
  const isUsed = status === 'active' || status === 'suspended'
  // Their numbers are made up, so only such that nobody asks the supplier about.
  const isAtSupplier = n % 5 === 0 && ['inventory', 'terminated', 'archived'].includes(status)
  return {
    connectionId: isAtSupplier ? pools.esimGoId : pools.stockId,
    formFactor: n % 3 === 0 ? 'esim' : 'physical',
    status,
    integration: isAtSupplier ? (n % 3 === 0 ? 'error' : 'ok') : 'none',
    isPending: n % 40 === 5,
    inSession: status === 'active' ? n % 2 === 0 : null,
    companyId: pools.companyIds[n % 3] ?? null,
    endUserId: isUsed ? pools.endUserIds[n % pools.endUserIds.length]! : null,
    planId: status === 'inventory' ? null : pools.planId,
    suspendReason: status === 'suspended' ? 'by staff' : null,
    imsi: `2020100${String(n).padStart(8, '0')}`,
    msisdn: n % 4 === 0 ? `3069${String(n).padStart(8, '0')}` : null,
    note: n % 10 === 0 ? 'Van 12, glove box' : '',
    labels: n % 6 === 0 ? ['fleet'] : [],
    dataLeft: isUsed ? 5n * GB - BigInt(n % 50) * 100_000_000n : null,
    monthBytes: isUsed ? BigInt(n % 50) * 100_000_000n : 0n,
    endsAt: isUsed ? new Date(Date.now() + (n % 30) * day) : null,
  }
}

async function assign(
  tx: Tx,
  simId: string,
  planVersionId: string,
  status: Status,
  n: number,
): Promise<void> {
  const isUsed = status === 'active' || status === 'suspended'
  const [made] = await tx
    .insert(assignments)
    .values({
      simId,
      planVersionId,
      status: isUsed ? 'active' : status === 'activation_ready' ? 'ready' : 'expired',
      ...(isUsed && {
        startsAt: new Date(Date.now() - day),
        endsAt: new Date(Date.now() + (n % 30) * day),
        usedBytes: BigInt(n % 50) * 100_000_000n,
      }),
    })
    .returning({ id: assignments.id })
  await tx.update(sims).set({ assignmentId: made!.id }).where(eq(sims.id, simId))
}
