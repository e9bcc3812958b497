import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notices, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AlertQuery, listAlerts } from '@/lib/alerts/list'
import { replaceCredentials } from '@/lib/connections/change'
import { getConnection } from '@/lib/connections/find'
import { handleNotice } from '@/lib/inbox/jobs'
import { settlePayment } from '@/lib/settlement/jobs'
import { runJobs } from '@/lib/testing/jobs'
import { makeTenant } from '@/lib/testing/make'
import { openStripeWorld, type StripeShop, type StripeWorld } from '@/lib/testing/stripe-shop'
import { watchTenant } from '@/lib/watch/jobs'
import { checkConnection, checkConnections } from './jobs'
import { recheckPsp } from './manage'

let world: StripeWorld
beforeAll(async () => {
  world = await openStripeWorld()
})
afterAll(() => world.close())

const connectionOf = ({ ctx, connection }: StripeShop) =>
  inTenant(ctx, (tx) => getConnection(tx, connection.id))

const check = async ({ ctx, connection }: StripeShop) =>
  checkConnection.run({ tenantId: ctx.tenantId, id: connection.id })

const alertsOf = async ({ ctx }: StripeShop) => {
  await watchTenant.run({ tenantId: ctx.tenantId })
  return (await listAlerts(ctx, AlertQuery.parse({}))).rows.filter(
    ({ kind }) => kind === 'connections.broken',
  )
}

test('an account that Stripe holds back is out of use until it is not, and says in words why', async () => {
  const shop = await world.openShop({ mode: 'live' })
  await world.tell(`stripe/${shop.account}/restrict`, { livemode: true })
  expect(await shop.heard('account.updated')).toMatchObject({ outcome: 'applied' })
  expect(await connectionOf(shop)).toMatchObject({
    status: 'broken',
    health: { problem: expect.stringMatching(/takes no payments.*bank account, business profile url/) },
  })
  await world.tell(`stripe/${shop.account}/restore`, { livemode: true })
  await check(shop)
  const after = await connectionOf(shop)
  expect([after.status, after.health.problem]).toEqual(['connected', undefined])
})

test('test keys go on working while the account is not activated', async () => {
  const shop = await world.openShop()
  await world.tell(`stripe/${shop.account}/restrict`)
  await shop.heard('account.updated')
  expect(await connectionOf(shop)).toMatchObject({
    status: 'connected',
    facts: { payoutsEnabled: false, warnings: [expect.stringContaining('pays nothing out')] },
  })
})

test('news of the account of another is not taken for news of ours', async () => {
  const shop = await world.openShop({ mode: 'live' })
  const { checkedAt } = (await connectionOf(shop)).health
  await inTenant(shop.ctx, (tx) =>
    tx.insert(notices).values({
      connectionId: shop.connection.id,
      externalId: 'evt_other',
      type: 'account.updated',
      subjectId: 'acct_other',
      body: '',
      occurredAt: new Date(),
    }),
  )
  const [notice] = await inTenant(shop.ctx, (tx) => tx.select().from(notices))
  await handleNotice.run({ tenantId: shop.ctx.tenantId, noticeId: notice!.id })
  const [after] = await inTenant(shop.ctx, (tx) => tx.select().from(notices))
  expect([after!.outcome, (await connectionOf(shop)).health.checkedAt]).toEqual(['foreign', checkedAt])
})

test('MS-46 a revoked key leaves payments pending, webhooks are still proved and kept, staff are told once, and a new key ends it', async () => {
  const shop = await world.openShop()
  const sale = await shop.begin()
  const { secretKey, ...plain } = {
    secretKey: `sk_test_${shop.account.slice(5)}_fake`,
    publishableKey: `pk_test_${shop.account.slice(5)}_fake`,
  }
  const revoked = { ...plain, secretKey: `sk_test_${shop.account.slice(5)}_revoked` }
  await replaceCredentials(shop.ctx, shop.connection.id, { credentials: revoked })
  await check(shop)
  expect(await connectionOf(shop)).toMatchObject({ status: 'broken' })
  expect(await alertsOf(shop)).toMatchObject([{ times: 1 }])
  await check(shop)
  expect(await alertsOf(shop)).toHaveLength(1)

  await shop.stripe.paymentIntents.confirm(sale.externalId, {
    payment_method: 'pm_card_visa',
    return_url: 'http://localhost/',
  })
  const news = await shop.heard('payment_intent.succeeded')
  expect([news.handledAt, news.problem]).toEqual([
    null,
    expect.stringContaining('no longer accepts this key'),
  ])
  const statusOf = async () =>
    (await inTenant(shop.ctx, (tx) => tx.select().from(payments).where(eq(payments.id, sale.paymentId))))[0]!
      .status
  expect(await statusOf()).toBe('created')

  await replaceCredentials(shop.ctx, shop.connection.id, { credentials: { ...plain, secretKey } })
  await runJobs([handleNotice, settlePayment], { dueNow: true })
  expect([await statusOf(), (await connectionOf(shop)).status]).toEqual(['paid', 'connected'])
  expect(await alertsOf(shop)).toEqual([])
})

test('every PSP in use is checked by the clock, and one that gives no answer keeps its state', async () => {
  const shop = await world.openShop()
  await checkConnections.run({})
  await runJobs([checkConnection])
  const { health } = await connectionOf(shop)
  expect(health.checkedAt).toBeDefined()
  await world.tell('faults', {
    service: 'stripe',
    method: 'GET',
    path: '/v1/account',
    times: 2,
    fault: 'reset',
  })
  await expect(check(shop)).rejects.toThrow('no usable answer')
  expect(await connectionOf(shop)).toMatchObject({ status: 'connected', health })
})

test('a stranger cannot have the PSP of another checked', async () => {
  const shop = await world.openShop()
  const stranger = await makeTenant()
  await expect(recheckPsp(stranger, shop.connection.id)).rejects.toMatchObject({ code: 'not_found' })
})
