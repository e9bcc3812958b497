import { afterAll, beforeAll, expect, test } from 'vitest'
import { payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { raiseAlert } from '@/lib/alerts/raise'
import { money } from '@/lib/core/money'
import { copySettings, copyTargets } from '@/lib/payments/copy'
import { OfferingInput, saveOffering } from '@/lib/payments/offering'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeCheckoutInput, makeConnection, makeMember, makeShop, makeTenant } from '@/lib/testing/make'
import { beginPurchase } from './begin'
import { payWaysOf } from './pay-ways'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const price = money(900n, 'EUR')
const buyer = { ip: '192.0.2.1', agent: 'test' }
let serial = 0

const psp = (with_: object = {}) => {
  const name = `route${++serial}`
  const plain = { secretKey: `sk_test_${name}_fake`, publishableKey: `pk_test_${name}_fake` }
  return {
    kind: 'psp' as const,
    provider: 'stripe',
    mode: 'test' as const,
    endpoint: sandbox.url,
    name,
    plain,
    ...with_,
  }
}

const offer = (ctx: Context, id: string, with_: object) =>
  saveOffering(ctx, OfferingInput.parse({ id, position: '100', ...with_ }))

const idsOf = async (ctx: Context, country: string | null = null) =>
  (await payWaysOf(ctx, price, country)).map(({ id }) => id)

test('the ways to pay stand in the order that was chosen, and one that is ill comes last', async () => {
  const ctx = await makeTenant()
  const first = await makeConnection(ctx, psp())
  const second = await makeConnection(ctx, psp())
  expect(await idsOf(ctx)).toEqual([first.id, second.id])
  await offer(ctx, second.id, { position: '1' })
  expect(await idsOf(ctx)).toEqual([second.id, first.id])
  await inTenant(ctx, (tx) =>
    raiseAlert(tx, ctx.tenantId, {
      ...{ kind: 'declines.spike', subject: second.id, mode: 'test', href: '/transactions' },
      ...{ title: 'It declines', detail: 'Look.' },
    }),
  )
  expect(await idsOf(ctx)).toEqual([first.id, second.id])
})

test('one that is not for the country or the amount is not offered', async () => {
  const ctx = await makeTenant()
  const { id } = await makeConnection(ctx, psp())
  await offer(ctx, id, { countries: 'GR', limitCurrency: 'EUR', most: '9.00' })
  expect(await idsOf(ctx, 'GR')).toEqual([id])
  expect(await idsOf(ctx, 'FR')).toEqual([])
  await offer(ctx, id, { limitCurrency: 'EUR', most: '8.99' })
  expect(await idsOf(ctx)).toEqual([])
})

test('where the chosen PSP does not answer, another of its kind takes the payment, and there is one order', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { psp: psp({ endpoint: 'http://127.0.0.1:9' }) })
  const other = await makeConnection(ctx, psp())
  const begun = await beginPurchase(shop.store, makeCheckoutInput(shop), buyer)
  expect(begun).toMatchObject({ clientSecret: expect.stringMatching(/^pi_/), isMoved: true })
  const rows = await inTenant(ctx, (tx) => tx.select().from(payments).orderBy(payments.id))
  expect(rows.map(({ connectionId }) => connectionId)).toEqual([shop.connection.id, other.id])
  expect(new Set(rows.map(({ orderId }) => orderId)).size).toBe(1)
})

test('where nobody else takes it, the buyer is told that nothing was charged', async () => {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, { psp: psp({ endpoint: 'http://127.0.0.1:9' }) })
  await makeConnection(ctx, psp({ status: 'disabled' }))
  await expect(beginPurchase(shop.store, makeCheckoutInput(shop), buyer)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('Nothing was charged'),
  })
})

test('settings go from test to live after their difference was shown; keys stay where they are', async () => {
  const ctx = await makeTenant()
  const from = await makeConnection(ctx, psp({ settings: { limitMs: 500, hosted: true } }))
  const to = await makeConnection(ctx, psp({ mode: 'live', settings: { old: 'x' } }))
  await offer(ctx, from.id, { position: '3', currencies: 'EUR' })
  const differences = async () =>
    (await copyTargets(ctx, from.id))[0]!.differences.filter(({ isSame }) => !isSame)
  expect((await differences()).map(({ setting }) => setting)).toEqual([
    'Place',
    'Currencies',
    'Hosted',
    'Old',
  ])
  await copySettings(ctx, { id: from.id, toId: to.id })
  expect(await differences()).toEqual([])
  await expect(copySettings(ctx, { id: to.id, toId: from.id })).rejects.toMatchObject({
    code: 'precondition',
  })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(copySettings(viewer, { id: from.id, toId: to.id })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(copySettings(await makeTenant(), { id: from.id, toId: to.id })).rejects.toMatchObject({
    code: 'not_found',
  })
})
