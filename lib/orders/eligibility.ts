import { eq } from 'drizzle-orm'
import { assignments, provisions, sims, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Order } from './state'

/**
 * What the rules of the store say to a refund. `free`: it may be given without a look. `look`: a person decides.
 * `used`: what was bought is used, so it is refused unless a person decides otherwise. `because` says it in words.
 */
export type Eligibility = { verdict: 'free' | 'look' | 'used'; because: string[] }

export type EligibilityFacts = {
  kind: Order['kind']
  /** Data that was added later and is paid by itself. */
  isRefilled: boolean
  isDelivered: boolean
  paidAt: Date | null
  refundDays: number
  /** Of the eSIM; `unknown` when its carrier does not tell. */
  profile: string
  usedBytes: bigint
  /** When the validity of its plan began. */
  startedAt: Date | null
  now: Date
}

const dayMs = 86_400_000
const onPhone = ['downloaded', 'installed', 'enabled', 'disabled', 'deleted']
const fresh = ['available', 'allocated', 'released']

const dateOf = (at: Date) => at.toISOString().slice(0, 10)

/** Pure: the rules, each with its reason. */
export function judge(facts: EligibilityFacts): Eligibility {
  const { kind, isRefilled, isDelivered, profile, usedBytes, startedAt } = facts
  if (!isDelivered) return { verdict: 'free', because: ['Nothing was delivered yet.'] }
  const window = windowOf(facts)
  if (startedAt || usedBytes > 0n) {
    const since = startedAt ? ` since ${dateOf(startedAt)}` : ''
    const what = kind === 'refill' ? 'added data' : 'plan'
    return { verdict: 'used', because: [`The ${what} is in use${since}: its validity has begun.`] }
  }
  if (kind === 'refill')
    return {
      verdict: window.isOpen ? 'free' : 'look',
      because: ['The added data is not used yet.', window.text],
    }
  if (profile === 'deleted')
    return { verdict: 'used', because: ['The eSIM was installed and deleted again: its code is used up.'] }
  if (isRefilled)
    return {
      verdict: 'look',
      because: ['Data was added to this eSIM, which is paid by itself.', window.text],
    }
  if (onPhone.includes(profile))
    return { verdict: 'look', because: ['The eSIM is installed, but was not used yet.', window.text] }
  if (!fresh.includes(profile))
    return { verdict: 'look', because: ['Its carrier does not tell whether it is installed.', window.text] }
  const because = ['The eSIM is neither installed nor used.', window.text]
  return { verdict: window.isOpen ? 'free' : 'look', because }
}

function windowOf({ paidAt, refundDays, now }: EligibilityFacts): { isOpen: boolean; text: string } {
  const age = paidAt ? Math.floor((now.getTime() - paidAt.getTime()) / dayMs) : 0
  const isOpen = refundDays > 0 && age <= refundDays
  const ago = age === 0 ? 'today' : age === 1 ? 'yesterday' : `${age} days ago`
  if (refundDays === 0) return { isOpen, text: `It was paid ${ago}; the store gives no refunds by itself.` }
  return {
    isOpen,
    text: `It was paid ${ago}; the store refunds within ${refundDays} days${isOpen ? '.' : ', so that time is over.'}`,
  }
}

/** The same for an order as we know it now. Nobody is asked. */
export async function eligibilityOf(tx: Tx, order: Order): Promise<Eligibility> {
  const [store] = await tx
    .select({ refundDays: stores.refundDays })
    .from(stores)
    .where(eq(stores.id, order.storeId))
  const line = order.simId ? await lineOf(tx, order, order.simId) : undefined
  return judge({
    kind: order.kind,
    isRefilled: line?.isRefilled ?? false,
    isDelivered: order.fulfilledAt !== null,
    paidAt: order.paidAt,
    refundDays: store!.refundDays,
    profile: line?.profile ?? 'unknown',
    usedBytes: line?.assignment?.usedBytes ?? 0n,
    startedAt: line?.assignment?.startsAt ?? null,
    now: new Date(),
  })
}

/** The SIM, and on it what this order has paid. */
async function lineOf(tx: Tx, { id, kind }: Order, simId: string) {
  const [sim] = await tx.select().from(sims).where(eq(sims.id, simId))
  const on = await tx.select().from(assignments).where(eq(assignments.simId, simId))
  const own = on.find(({ orderId }) => orderId === id)
  const isRefilled = on.some(({ refillBytes, status }) => refillBytes !== null && status !== 'revoked')
  return {
    profile: sim!.profileState,
    assignment: own ?? (kind === 'esim' ? on.find((each) => each.id === sim!.assignmentId) : undefined),
    isRefilled: kind === 'esim' && isRefilled,
  }
}

/** True for what was bought from a supplier for this order, an eSIM or data on one: only such can be given back. */
export async function canTakeBack(tx: Tx, order: Order): Promise<boolean> {
  if (!order.simId) return false
  const [bought] = await tx
    .select({ status: provisions.status })
    .from(provisions)
    .where(eq(provisions.orderId, order.id))
  return bought?.status === 'ready'
}
