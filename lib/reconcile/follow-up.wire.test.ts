import { afterAll, beforeAll, expect, test } from 'vitest'
import { payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import { fulfilOrder } from '@/lib/orders/jobs'
import { startAtProvider } from '@/lib/orders/start-payment'
import { requestRefund } from '@/lib/refunds/request'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { followUp } from './follow-up'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const tell = async (path: string, body: object = {}) => {
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

/** A delivered order at Mollie whose refund was asked for; none of its webhooks comes here. */
async function refunding() {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx, {
    psp: {
      ...{ provider: 'mollie', name: 'Mollie', endpoint: `${sandbox.url}/mollie` },
      plain: { apiKey: `test_follow${ctx.tenantId.slice(-8)}fakefakefakefakefake` },
    },
  })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const { paymentId } = await checkOut(store, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
  const { externalId } = await startAtProvider(ctx.tenantId, paymentId)
  await tell(`mollie/${externalId}/settle`)
  await settle(ctx.tenantId, paymentId)
  await runJobs([fulfilOrder])
  const wish = { paymentId, amount: '9.00', refundable: '900', code: 'goodwill' as const, reason: '' }
  await requestRefund(ctx, wish)
  await runJobs([submitRefund])
  const status = () => inTenant(ctx, async (tx) => (await tx.select().from(refunds))[0]!.status)
  return { ctx, externalId, status }
}

async function runDaily() {
  await followUp()
  await runJobs([settlePayment])
}

test('MS-35 a refund whose end is never told is found by the daily look', async () => {
  const { externalId, status } = await refunding()
  expect(await status()).toBe('pending')
  await runDaily()
  expect(await status()).toBe('pending')
  await tell(`mollie/${externalId}/refund_done`)
  await runDaily()
  expect(await status()).toBe('succeeded')
})

test('MS-31 so is one that the bank sends back weeks after it was made', async () => {
  const { ctx, externalId, status } = await refunding()
  await tell(`mollie/${externalId}/refund_done`)
  await runDaily()
  await inTenant(ctx, (tx) => tx.update(refunds).set({ createdAt: new Date(Date.now() - 29 * 86_400_000) }))
  await tell(`mollie/${externalId}/refund_failed`)
  await runDaily()
  expect(await status()).toBe('failed')
})

test('what ended long ago is left alone', async () => {
  const { ctx, externalId, status } = await refunding()
  await tell(`mollie/${externalId}/refund_done`)
  await runDaily()
  const long = new Date(Date.now() - 40 * 86_400_000)
  await inTenant(ctx, async (tx) => {
    await tx.update(refunds).set({ createdAt: long })
    await tx.update(payments).set({ checkedAt: long })
  })
  await runDaily()
  const [payment] = await inTenant(ctx, (tx) => tx.select().from(payments))
  expect([await status(), payment!.checkedAt]).toEqual(['succeeded', long])
})
