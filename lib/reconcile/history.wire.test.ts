import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conflicts, lines, orders, payments, sims, stores } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { webhookSecretsOf } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { handleNotice } from '@/lib/inbox/jobs'
import { receivePayment } from '@/lib/inbox/receive'
import { fulfilOrder, refundAtDeadline } from '@/lib/orders/jobs'
import { RefundInput, requestRefund } from '@/lib/refunds/request'
import { captureHeld, releaseHeld, settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { runJobs } from '@/lib/testing/jobs'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { compare } from './fixtures/world'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
  await world.tell('webhooks', { service: 'stripe', mode: 'drop' })
})
afterAll(() => world.close())

const jobs = [
  handleNotice,
  fulfilOrder,
  settlePayment,
  submitRefund,
  captureHeld,
  releaseHeld,
  refundAtDeadline,
]

const cards = [
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_createDispute',
  'pm_card_refundFail',
] as const

/** Something that a buyer, a bank or staff do; what is not possible just then does not happen. */
const Confirm = fc.record({ do: fc.constant('confirm' as const), card: fc.constantFrom(...cards) })
const ByBank = fc.constantFrom(
  ...(['dispute', 'dispute_won', 'dispute_lost', 'early_fraud_warning', 'refund_failed'] as const),
)
const Step = fc.oneof(
  Confirm,
  fc.record({ do: ByBank }),
  fc.record({
    do: fc.constantFrom('refund' as const, 'staffRefund' as const),
    amount: fc.constantFrom(100, 300, 450, 900),
  }),
  fc.record({ do: fc.constantFrom('cancel' as const, 'time' as const) }),
)
type Step = { do: string; card?: string; amount?: number }

/** After each step: which of the events until then come, in which order, some of them again. */
const heard = fc.array(fc.nat(40), { maxLength: 6 })
const steps = (step: fc.Arbitrary<Step>, size: { minLength?: number; maxLength: number }) =>
  fc.array(fc.record({ step, heard }), size)
const History = fc
  .record({
    capture: fc.constantFrom('automatic' as const, 'manual' as const),
    before: steps(Step, { maxLength: 1 }),
    paid: steps(Confirm, { minLength: 1, maxLength: 2 }),
    after: steps(Step, { maxLength: 6 }),
  })
  .map(({ capture, before, paid, after }) => ({ capture, steps: [...before, ...paid, ...after] }))

async function act(shop: StripeShop, made: { externalId: string; paymentId: string }, step: Step) {
  const { externalId, paymentId } = made
  const { stripe, ctx } = shop
  switch (step.do) {
    case 'confirm':
      return stripe.paymentIntents
        .confirm(externalId, { payment_method: step.card!, return_url: 'http://localhost/' })
        .catch(() => {})
    case 'cancel':
      return stripe.paymentIntents.cancel(externalId).catch(() => {})
    case 'time':
      return world.tell('clock', { advance_s: 5 })
    case 'staffRefund': {
      const text = (step.amount! / 100).toFixed(2)
      const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
      const refundable = String(payment!.received)
      const why = { code: 'goodwill', reason: 'As agreed', override: 'on' }
      const wish = RefundInput.parse({ paymentId, amount: text, refundable, ...why })
      return requestRefund(ctx, wish).catch((error) => {
        if (!(error instanceof AppError)) throw error
      })
    }
    default:
      return world.tell(`stripe/${externalId}/${step.do}`, { amount: step.amount }).catch(() => {})
  }
}

/** The events of an account, oldest first. */
async function eventsOf({ stripe }: StripeShop) {
  const found = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 })
  return found.reverse()
}

async function hear(shop: StripeShop, event: object) {
  const body = JSON.stringify(event)
  const [secret] = await webhookSecretsOf(shop.connection)
  const signature = shop.stripe.webhooks.generateTestHeaderString({ payload: body, secret: secret! })
  const headers = new Headers({ 'stripe-signature': signature })
  await receivePayment(shop.connection.webhookKey!, { headers, body, bytes: Buffer.from(body) })
}

/** What the provider holds for the account by its own books, and what ours say that it does. */
async function holdings({ ctx, stripe, connection }: StripeShop) {
  const theirs = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 })
  const ours = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(lines)
      .where(eq(lines.account, `psp:${connection.id}`)),
  )
  return {
    theirs: theirs.reduce((sum, { net }) => sum + BigInt(net), 0n),
    ours: ours.reduce((sum, { amount }) => sum + amount, 0n),
  }
}

async function live({
  capture,
  steps,
}: {
  capture: 'automatic' | 'manual'
  steps: { step: Step; heard: number[] }[]
}) {
  const shop = await world.openShop({ stock: 2 })
  await inTenant(shop.ctx, (tx) => tx.update(stores).set({ capture }).where(eq(stores.id, shop.store.id)))
  const made = await shop.begin()
  for (const { step, heard } of steps) {
    await act(shop, made, step)
    const events = await eventsOf(shop)
    for (const place of heard) if (events[place]) await hear(shop, events[place])
    await runJobs(jobs)
  }
  await world.tell('clock', { advance_s: 5 })
  return { shop, made }
}

test('whatever happens to a payment, and whichever of its events come, in any order and again: both sides end alike', async () => {
  const outcomes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(History, async (history) => {
      const { shop, made } = await live(history)
      const opened = { ctx: shop.ctx, connectionId: shop.connection.id } as Parameters<typeof compare>[0]
      // Once to make good what was lost, once more for what followed from that, and then nothing may differ.
      for (let times = 0; times < 2; times++) {
        await compare(opened)
        await runJobs(jobs)
      }
      const { counts } = await compare(opened)
      expect(counts).toMatchObject({ mended: 0, differing: 0, unread: 0 })
      const seen = await inTenant(shop.ctx, async (tx) => ({
        open: (await tx.select().from(conflicts)).filter(({ status }) => status === 'open'),
        order: (await tx.select().from(orders).where(eq(orders.id, made.orderId)))[0]!,
        sold: await tx.$count(sims, eq(sims.orderId, made.orderId)),
        sum: (await tx.select().from(lines)).reduce((sum, { amount }) => sum + amount, 0n),
      }))
      expect([seen.open, seen.sum]).toEqual([[], 0n])
      expect(seen.sold).toBeLessThanOrEqual(1)
      const { theirs, ours } = await holdings(shop)
      expect(ours).toBe(theirs)
      const intent = await shop.stripe.paymentIntents.retrieve(made.externalId)
      if (intent.status !== 'succeeded') expect(theirs).toBeLessThanOrEqual(0n)
      if (seen.order.status === 'fulfilled') expect(seen.sold).toBe(1)
      outcomes.set(seen.order.status, (outcomes.get(seen.order.status) ?? 0) + 1)
    }),
    { numRuns: Number(process.env.HISTORIES ?? 25), endOnFailure: true },
  )
  if (process.env.HISTORIES) console.log(Object.fromEntries(outcomes))
  // The histories are of many kinds; else they would prove little.
  expect(outcomes.size).toBeGreaterThan(1)
}, 900_000)
