import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  charges,
  disputes,
  entries,
  fraudWarnings,
  notices,
  orders,
  paymentMethods,
  payments,
  payoutLines,
  payouts,
  refunds,
} from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { events } from '@/lib/payments/providers/stripe/events'
import { strays } from '@/lib/sandbox/stripe/objects/strays'
import { makeOwner } from '@/lib/testing/stripe-methods'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

type Rows = Awaited<ReturnType<typeof rowsOf>>

/** All that an event may have changed. */
const rowsOf = ({ ctx, connection }: StripeShop) =>
  inTenant(ctx, async (tx) => ({
    payment: (await tx.select().from(payments))[0],
    order: (await tx.select().from(orders))[0],
    charges: await tx.select().from(charges),
    refunds: await tx.select().from(refunds),
    disputes: await tx.select().from(disputes),
    warnings: await tx.select().from(fraudWarnings),
    payouts: await tx.select().from(payouts),
    payoutLines: await tx.select().from(payoutLines),
    methods: await tx.select().from(paymentMethods),
    causes: (await tx.select().from(entries)).map(({ cause }) => cause.replace(/^[a-z]+_[0-9a-z]{26}/, '')),
    facts: (await getConnection(tx, connection.id)).facts,
  }))

type Case = {
  /** Makes the event happen at Stripe. */
  make(shop: StripeShop): Promise<unknown>
  /** What is so afterwards. */
  rows?: object | ((rows: Rows) => void)
  outcome?: 'applied' | 'kept'
  /** Other kinds that must be heard before it. */
  also?: string[]
}

const advance = (seconds: number) => world.tell('clock', { advance_s: seconds })
const act = (id: string, action: string, body: object = {}) => world.tell(`stripe/${id}/${action}`, body)

const bought =
  (card?: string) =>
  async (shop: StripeShop): Promise<string> => {
    const { externalId } = await shop.buy(card)
    await advance(5)
    return externalId
  }

/** A payment after which something is done to it at Stripe. */
const after =
  (action: string, body?: object, card?: string): Case['make'] =>
  async (shop) => {
    const id = await bought(card)(shop)
    await act(id, action, body)
    return id
  }

const disputed =
  (then: (shop: StripeShop, id: string) => Promise<unknown>): Case['make'] =>
  async (shop) => {
    const id = await bought('pm_card_createDispute')(shop)
    await then(shop, id)
  }

const heldBack = async (shop: StripeShop): Promise<string> => {
  const { externalId } = await shop.begin()
  await shop.stripe.paymentIntents.update(externalId, { capture_method: 'manual' })
  await shop.stripe.paymentIntents.confirm(externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  return externalId
}

const byDebit = async (shop: StripeShop) => {
  const { externalId } = await shop.begin()
  await shop.stripe.paymentIntents.confirm(externalId, {
    payment_method_data: {
      type: 'sepa_debit',
      sepa_debit: { iban: 'AT321904300235473204' },
      billing_details: { name: 'Ann', email: 'ann@example.test' },
    },
    mandate_data: { customer_acceptance: { type: 'offline' } },
    return_url: 'http://localhost/',
  })
  return externalId
}

const paidOut =
  (then?: string, body: object = {}): Case['make'] =>
  async (shop) => {
    const id = await after('payout', body)(shop)
    if (then) await act(id as string, then)
    else await advance(5)
  }

const saved = async (shop: StripeShop) => {
  const owner = await makeOwner(shop.ctx, shop)
  return { ...owner, ...(await owner.save()) }
}

const told: Case = { make: async () => {}, outcome: 'kept' }

const isPending = { order: { status: 'pending_payment' } }
const isLost = { disputes: [{ status: 'lost' }] }

/** Each of the 45: what makes it, and what it does to our rows. */
const cases: Record<string, Case> = {
  'payment_intent.created': {
    make: (shop) => shop.begin(),
    rows: { ...isPending, payment: { status: 'created' }, causes: [] },
  },
  'payment_intent.requires_action': {
    make: (shop) => shop.buy('pm_card_authenticationRequired'),
    rows: { ...isPending, payment: { status: 'requires_action' } },
  },
  'payment_intent.processing': { make: byDebit, rows: { ...isPending, payment: { status: 'pending' } } },
  'payment_intent.amount_capturable_updated': {
    make: heldBack,
    rows: { order: { status: 'paid', paidAt: null }, payment: { status: 'authorized', received: 0n } },
  },
  'payment_intent.partially_funded': {
    make: async (shop) => act((await shop.begin()).externalId, 'partially_funded', { amount: 400 }),
    rows: { ...isPending, payment: { status: 'requires_action', received: 400n }, causes: [] },
  },
  'payment_intent.succeeded': {
    make: bought(),
    rows: { order: { status: 'paid' }, payment: { status: 'paid', received: 900n } },
  },
  'payment_intent.payment_failed': {
    make: (shop) => shop.buy('pm_card_chargeDeclinedInsufficientFunds'),
    rows: {
      ...isPending,
      payment: { status: 'created' },
      charges: [{ status: 'failed', declineCode: 'insufficient_funds' }],
    },
  },
  'payment_intent.canceled': {
    make: async (shop) => shop.stripe.paymentIntents.cancel((await shop.begin()).externalId),
    rows: { payment: { status: 'canceled' } },
  },
  'charge.succeeded': {
    make: bought(),
    rows: { charges: [{ status: 'succeeded', brand: 'visa', last4: '4242', country: 'US' }] },
  },
  'charge.updated': { make: bought(), rows: { charges: [{ fee: 39n, net: 861n }] } },
  'charge.captured': {
    make: async (shop) => shop.stripe.paymentIntents.capture(await heldBack(shop)),
    rows: { payment: { status: 'paid', received: 900n } },
  },
  'charge.pending': { make: byDebit, rows: { charges: [{ status: 'pending', method: 'sepa_debit' }] } },
  'charge.failed': {
    make: (shop) => shop.buy('pm_card_chargeDeclined'),
    rows: { ...isPending, charges: [{ status: 'failed' }] },
  },
  'charge.expired': {
    make: async (shop) => {
      await heldBack(shop)
      await advance(8 * 86_400)
    },
    rows: { payment: { status: 'canceled' } },
  },
  'charge.refunded': {
    make: after('refund'),
    rows: { order: { status: 'refunded' }, refunds: [{ status: 'succeeded', amount: 900n, isOurs: false }] },
  },
  'charge.refund.updated': {
    make: async (shop) => {
      await after('refund', {}, 'pm_card_pendingRefund')(shop)
      await advance(5)
    },
    rows: { refunds: [{ status: 'succeeded' }] },
  },
  'refund.created': {
    make: after('refund', { amount: 300 }),
    rows: { refunds: [{ amount: 300n, isOurs: false }], order: { status: 'paid' } },
  },
  'refund.updated': {
    make: async (shop) => {
      await after('refund', {}, 'pm_card_pendingRefund')(shop)
      await advance(5)
    },
    rows: { refunds: [{ status: 'succeeded' }] },
  },
  'refund.failed': {
    also: ['refund.created'],
    make: async (shop) => {
      const id = await after('refund', { amount: 300 })(shop)
      await shop.heard('refund.created')
      await act(id as string, 'refund_failed')
    },
    rows: ({ refunds: [refund], causes }) => {
      expect(refund).toMatchObject({ status: 'failed', failureReason: expect.any(String) })
      expect(causes).toEqual(expect.arrayContaining([':refunded', ':failed']))
    },
  },
  'charge.dispute.created': {
    make: bought('pm_card_createDispute'),
    rows: ({ disputes: [dispute] }) =>
      expect(dispute).toMatchObject({
        status: 'needs_response',
        reason: 'fraudulent',
        dueBy: expect.any(Date),
      }),
  },
  'charge.dispute.updated': {
    make: disputed(async (shop, id) => {
      const [dispute] = (await shop.stripe.disputes.list({ payment_intent: id })).data
      await shop.stripe.disputes.update(dispute!.id, { evidence: { uncategorized_text: 'It was used.' } })
    }),
    rows: { disputes: [{ status: 'under_review' }] },
  },
  'charge.dispute.funds_withdrawn': {
    make: bought('pm_card_createDispute'),
    rows: { disputes: [{ status: 'needs_response' }] },
  },
  'charge.dispute.funds_reinstated': {
    make: disputed((_shop, id) => act(id, 'dispute_won')),
    rows: { disputes: [{ status: 'won' }] },
  },
  'charge.dispute.closed': { make: disputed((_shop, id) => act(id, 'dispute_lost')), rows: isLost },
  'radar.early_fraud_warning.created': {
    make: after('early_fraud_warning'),
    rows: { warnings: [{ kind: 'made_with_stolen_card', isActionable: true }] },
  },
  'radar.early_fraud_warning.updated': {
    also: ['radar.early_fraud_warning.created'],
    make: async (shop) => {
      const id = await after('early_fraud_warning')(shop)
      await shop.heard('radar.early_fraud_warning.created')
      await act(id as string, 'refund')
    },
    rows: { warnings: [{ isActionable: false }] },
  },
  'payout.created': { make: after('payout'), rows: { payouts: [{ amount: 861n, isAutomatic: true }] } },
  'payout.updated': { make: paidOut(), rows: { payouts: [{ status: 'paid' }] } },
  'payout.paid': {
    make: paidOut(),
    rows: ({ payouts: [payout], causes }) => {
      expect(payout?.status).toBe('paid')
      expect(causes).toContain(':paid')
    },
  },
  'payout.failed': {
    make: paidOut('payout_failed'),
    rows: { payouts: [{ status: 'failed', failureReason: 'The bank account has been closed.' }] },
  },
  'payout.canceled': {
    make: paidOut('payout_canceled', { amount: 300 }),
    rows: { payouts: [{ status: 'canceled' }] },
  },
  'payout.reconciliation_completed': {
    make: paidOut(),
    rows: ({ payoutLines: lines }) =>
      expect(lines.map(({ kind }) => kind).sort()).toEqual(['charge', 'payout']),
  },
  'setup_intent.succeeded': {
    make: async (shop) => {
      const { begin, enter } = await makeOwner(shop.ctx, shop)
      await enter((await begin()).clientSecret!, 'pm_card_visa')
    },
    rows: { methods: [{ status: 'active', last4: '4242' }] },
  },
  'payment_method.attached': { make: saved, rows: { methods: [{ status: 'active' }] } },
  'payment_method.detached': {
    make: async (shop) => shop.stripe.paymentMethods.detach((await saved(shop)).externalId!),
    rows: { methods: [{ status: 'removed' }] },
  },
  'payment_method.automatically_updated': {
    make: async (shop) => {
      const { externalId, customerExternalId } = await saved(shop)
      const { id } = await shop.stripe.paymentIntents.create({
        ...{ amount: 500, currency: 'eur', customer: customerExternalId!, payment_method: externalId! },
        ...{ confirm: true, off_session: true },
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      })
      const [before] = (await rowsOf(shop)).methods
      await act(id, 'card_renewed')
      return before!.expYear
    },
    rows: ({ methods: [method] }) => expect(method!.expYear).toBeGreaterThan(2030),
  },
  'account.updated': {
    make: (shop) => act(shop.account, 'restrict'),
    rows: { facts: { payoutsEnabled: false } },
  },
  ...Object.fromEntries(Object.keys(strays).map((type) => [type, told])),
}

const wanted = events.filter(({ products }) => products.length > 0).map(({ type }) => type)

describe('each of the 45 kinds of events is kept once, and does just what its page says', () => {
  test('all of them are tried', () => {
    expect(Object.keys(cases).sort()).toEqual([...wanted].sort())
  })

  test.each(wanted)('%s', async (type) => {
    const { make, rows = {}, outcome = 'applied', also = [] } = cases[type]!
    // It alone is heard, so that what is so afterwards is its doing.
    const shop = await world.openShop({ enabled: [type, ...also] })
    await make(shop)
    if (type in strays) await act(shop.account, 'event', { type })
    expect(await shop.heard(type)).toMatchObject({ outcome, problem: null })
    const found = await rowsOf(shop)
    if (typeof rows === 'function') rows(found)
    else expect(found).toMatchObject(rows)
    if (outcome === 'kept') expect([found.payment, found.payouts]).toEqual([undefined, []])
  })
})

test('MS-26 a dispute that comes before anything else of its payment is kept, and so is the payment', async () => {
  const shop = await world.openShop({ enabled: ['charge.dispute.created'] })
  const sale = await shop.buy('pm_card_createDispute')
  await inTenant(shop.ctx, (tx) =>
    tx.update(payments).set({ externalId: null }).where(eq(payments.id, sale.paymentId)),
  )
  await shop.heard('charge.dispute.created')
  expect(await rowsOf(shop)).toMatchObject({
    payment: { status: 'paid', externalId: sale.externalId },
    disputes: [{ status: 'needs_response' }],
  })
})

test('MS-26 a dispute that names only its charge is found by it', async () => {
  const shop = await world.openShop({ enabled: ['charge.succeeded'] })
  const { externalId } = await shop.buy('pm_card_createDispute')
  await shop.heard('charge.succeeded')
  const [dispute] = (await shop.stripe.disputes.list({ payment_intent: externalId })).data
  await inTenant(shop.ctx, (tx) =>
    tx.insert(notices).values({
      connectionId: shop.connection.id,
      externalId: 'evt_bare_dispute',
      type: 'charge.dispute.updated',
      subjectId: dispute!.id,
      body: '',
      occurredAt: new Date(),
    }),
  )
  await act(externalId, 'dispute_lost')
  expect(await shop.work('charge.dispute.updated')).toMatchObject({ outcome: 'applied' })
  expect(await rowsOf(shop)).toMatchObject({ disputes: [{ status: 'lost', externalId: dispute!.id }] })
})

test('MS-21 payments that other software makes with the account are kept as not ours, and change nothing', async () => {
  const shop = await world.openShop()
  await shop.stripe.paymentIntents.create({
    ...{ amount: 500, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' },
    allowed_payment_method_types: ['card'],
  })
  expect(await shop.heard('payment_intent.succeeded')).toMatchObject({ outcome: 'foreign', problem: null })
  expect((await rowsOf(shop)).payment).toBeUndefined()
})

test('MS-22 a payment of another installation on the same account is left alone', async () => {
  const shop = await world.openShop({ enabled: ['payment_intent.succeeded'] })
  const { paymentId } = await shop.begin()
  await inTenant(shop.ctx, (tx) =>
    tx.update(payments).set({ externalId: null }).where(eq(payments.id, paymentId)),
  )
  await shop.stripe.paymentIntents.create({
    ...{ amount: 900, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' },
    metadata: { payment_id: paymentId, installation: 'ins_of_another' },
    allowed_payment_method_types: ['card'],
  })
  expect(await shop.heard('payment_intent.succeeded')).toMatchObject({ outcome: 'foreign' })
  expect((await rowsOf(shop)).payment).toMatchObject({ status: 'created', externalId: null })
})

test('MS-10 a declined attempt ends nothing: the same payment succeeds with the next card', async () => {
  const shop = await world.openShop()
  const { externalId } = await shop.buy('pm_card_chargeDeclined')
  await shop.heard('payment_intent.payment_failed')
  expect(await rowsOf(shop)).toMatchObject({ ...isPending, payment: { status: 'created' } })
  await shop.stripe.paymentIntents.confirm(externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  await shop.heard('payment_intent.succeeded')
  const { payment, order, charges: attempts } = await rowsOf(shop)
  expect([payment!.status, order!.status]).toEqual(['paid', 'paid'])
  expect(attempts.map(({ status }) => status).sort()).toEqual(['failed', 'succeeded'])
})
