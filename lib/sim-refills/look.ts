import { and, desc, eq, gt, isNotNull, isNull, notInArray, or, sql } from 'drizzle-orm'
import {
  assignments,
  companies,
  disputes,
  endUsers,
  orders,
  paymentMethods,
  payments,
  refunds,
  simRefillRules,
  sims,
  wallets,
} from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { assertUsable } from '@/lib/orders/attempt'
import type { RefillOffer } from '@/lib/orders/refill-offer'
import { houseConnection } from '@/lib/payments/house'
import { type Attempt, monthMs, type Source, type Standing } from '@/lib/refills/automatic-standing'
import { balanceOf } from '@/lib/wallets/balance'
import { isDue, isOfCard, type Rule, standingOf } from './standing'

export type Sim = typeof sims.$inferSelect

/** Who pays, and through which connection; `email` is where he reads. */
export type Payer = { owner: string; email: string | null; connection: Connection }

export type Look = {
  rule: Rule
  sim: Sim
  standing: Standing
  isDue: boolean
  /** Another card lets it go on. */
  isOfCard: boolean
  source: Source
  payer: Payer
  size: RefillOffer['sizes'][number] | null
}

/** Looks at everything that decides on a refill of a SIM. `misfit`: what its carrier was heard to say. */
export async function lookAt(
  tx: Tx,
  rule: Rule,
  offer: RefillOffer | null,
  misfit: string | null = null,
): Promise<Look> {
  const [sim] = await tx.select().from(sims).where(eq(sims.id, rule.simId))
  const size = offer?.sizes.find(({ bytes }) => bytes === rule.size) ?? null
  const { source, payer, available } = await sourceOf(tx, rule, sim!)
  const facts = {
    ...{ rule, size, source, available, misfit, left: sim!.dataLeft, endsAt: sim!.endsAt },
    base: offer?.plan.base ?? 1000,
    attempts: await attemptsOf(tx, rule),
    unseen: await unseenOf(tx, rule.simId),
    returned: await returnedSince(tx, rule),
  }
  const said = { standing: standingOf(facts), isDue: isDue(facts), isOfCard: isOfCard(facts) }
  return { rule, sim: sim!, size, source, payer, ...said }
}

/** The rule of a SIM. `for update`: one check of a SIM at a time. */
export async function ruleOf(tx: Tx, simId: string, lock?: 'update'): Promise<Rule | undefined> {
  const asked = tx.select().from(simRefillRules).where(eq(simRefillRules.simId, simId))
  const [rule] = await (lock ? asked.for(lock) : asked)
  return rule
}

const attemptsOf = (tx: Tx, { id }: Rule): Promise<Attempt[]> =>
  tx
    .select({
      status: orders.status,
      amount: orders.amount,
      createdAt: orders.createdAt,
      problem: orders.problem,
      methodId: payments.methodId,
    })
    .from(orders)
    // Of its own charge, not of what its owner may have paid it with.
    .leftJoin(payments, and(eq(payments.orderId, orders.id), eq(payments.methodUse, 'unattended')))
    .where(and(eq(orders.ruleId, id), gt(orders.createdAt, new Date(Date.now() - monthMs))))
    .orderBy(desc(orders.id))
    .limit(1_000)

/** Paid for this SIM, by whomever, and not yet counted by its carrier: what it counts without it is old. */
async function unseenOf(tx: Tx, simId: string): Promise<{ since: Date } | null> {
  const [found] = await tx
    .select({ since: orders.createdAt })
    .from(orders)
    .leftJoin(assignments, eq(assignments.orderId, orders.id))
    .where(
      and(
        eq(orders.simId, simId),
        eq(orders.kind, 'refill'),
        or(
          sql`${orders.status} in ('paid', 'provisioning')`,
          and(
            eq(orders.status, 'fulfilled'),
            eq(assignments.status, 'ready'),
            isNull(assignments.externalId),
          ),
        ),
      ),
    )
    .orderBy(desc(orders.id))
    .limit(1)
  return found ?? null
}

const gone: Source = {
  kind: 'wallet',
  problem: 'This SIM belongs to somebody else by now than who agreed to pay. Set it anew.',
}
const noAddress = 'Write the e-mail address of the company first: it hears of each refill.'

/** What pays, as long as the SIM is its owner's. */
async function sourceOf(tx: Tx, rule: Rule, sim: Sim) {
  const found = rule.walletId ? await walletOf(tx, rule.walletId) : await methodOf(tx, rule.methodId!)
  const { companyId, endUserId } = found.owner
  const owner = (companyId ?? endUserId)!
  const isOwn = companyId ? sim.companyId === companyId : sim.endUserId === endUserId
  const payer: Payer = { owner, email: await emailOf(tx, found.owner), connection: found.connection }
  if (!isOwn) return { source: gone, payer, available: null }
  const problem = payer.email ? (found.problem ?? (await unusableFor(tx, found))) : noAddress
  const source: Source = rule.walletId
    ? { kind: 'wallet', problem }
    : { kind: 'method', method: found.method, problem }
  return { source, payer, available: found.available }
}

async function walletOf(tx: Tx, id: string) {
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id))
  const { available } = await balanceOf(tx, wallet!)
  const problem = wallet!.isEnabled ? null : 'The wallet is switched off.'
  const connection = await houseConnection(tx, wallet!.mode)
  return { owner: wallet!, connection, method: null, available, problem, walletId: id }
}

async function methodOf(tx: Tx, id: string) {
  const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, id))
  const connection = await getConnection(tx, method!.connectionId)
  const isKept = method!.status !== 'removed' && method!.status !== 'adding'
  return {
    ...{ owner: method!, connection, available: null, walletId: null },
    method: isKept ? method! : null,
    problem: null,
  }
}

async function unusableFor(tx: Tx, found: Awaited<ReturnType<typeof walletOf | typeof methodOf>>) {
  const wish = found.walletId ? { owner: '', walletId: found.walletId } : null
  return assertUsable(tx, found.connection, wish).then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError) return `${found.connection.name} cannot be paid with at the moment.`
      throw error
    },
  )
}

async function emailOf(tx: Tx, of: { companyId: string | null; endUserId: string | null }) {
  const [found] = of.companyId
    ? await tx.select({ email: companies.ownerEmail }).from(companies).where(eq(companies.id, of.companyId))
    : await tx.select({ email: endUsers.email }).from(endUsers).where(eq(endUsers.id, of.endUserId!))
  return found?.email ?? null
}

/** Money of this rule that has left for its payer again: to buy once more would undo that. */
async function returnedSince(tx: Tx, { id, armedAt }: Rule): Promise<string | null> {
  const [refund] = await tx
    .select({ problem: orders.problem })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(
      and(
        eq(orders.ruleId, id),
        gt(refunds.createdAt, armedAt),
        notInArray(refunds.status, ['failed', 'canceled', 'asked', 'rejected']),
      ),
    )
    .limit(1)
  if (refund) return refund.problem ?? 'A refill was refunded.'
  const [dispute] = await tx
    .select({ id: disputes.id })
    .from(disputes)
    .innerJoin(payments, eq(payments.id, disputes.paymentId))
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(and(eq(orders.ruleId, id), isNotNull(disputes.openedAt), gt(disputes.openedAt, armedAt)))
    .limit(1)
  return dispute ? 'A refill is disputed.' : null
}
