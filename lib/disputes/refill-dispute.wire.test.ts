import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { disputes, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { openRefill } from '@/lib/refills/open'
import { startSandbox } from '@/lib/sandbox/start'
import { settle } from '@/lib/settlement/settle'
import { payRefill } from '@/lib/store/pay-refill'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeConnection, makeTenant, makeWallet } from '@/lib/testing/make'
import { findTransactions } from '@/lib/transactions/query'
import { getDispute } from './get'
import { DisputeQuery, listDisputes } from './list'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

/** A refill of a wallet over 50.00 EUR whose payer disputes it at the bank. */
async function disputed() {
  const ctx = await makeTenant()
  const wallet = await makeWallet(ctx)
  const key = 'sk_test_refilldispute_fake'
  const plain = { secretKey: key, publishableKey: 'pk_test_refilldispute_fake', webhookSecret: '' }
  const psp = { kind: 'psp', provider: 'stripe', mode: 'test', endpoint: sandbox.url, plain } as const
  const { id: connectionId } = await makeConnection(ctx, psp)
  const email = 'payer.of.refills@example.test'
  const wish = { walletId: wallet.id, amount: 5_000n, origin: 'staff', email, comment: 'March' } as const
  const { token } = await openRefill(ctx, wish)
  const begun = await payRefill(token, { connectionId })
  const { hostname, port } = new URL(sandbox.url)
  const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
  const intent = begun!.clientSecret!.split('_secret_')[0]!
  const confirm = { payment_method: 'pm_card_createDispute', return_url: 'http://localhost/' }
  await stripe.paymentIntents.confirm(intent, confirm)
  const [payment] = await inTenant(ctx, (tx) =>
    tx.select().from(payments).where(eq(payments.externalId, intent)),
  )
  await settle(ctx.tenantId, payment!.id, { everything: true })
  const [{ id }] = (await inTenant(ctx, (tx) => tx.select({ id: disputes.id }).from(disputes))) as [
    { id: string },
  ]
  return { ctx, id, wallet, email }
}

test('the dispute of a refill names who paid it and what for, and tells what the wallet was used for', async () => {
  const { ctx, id, wallet, email } = await disputed()
  const { evidence, refill, movements } = await getDispute(ctx, id)
  expect(refill).toMatchObject({ walletId: wallet.id, email })
  expect(evidence).toMatchObject({
    product_description: expect.stringMatching(
      /€50\.00 of prepaid credit \(March\) in the wallet of .*ending in/,
    ),
    customer_email_address: email,
    service_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    access_activity_log: expect.stringMatching(/^.* UTC {2}Refill: March: €50\.00 added$/),
  })
  // What the bank took is no use that the buyer made of it.
  expect(movements.map(({ text }) => text)).toEqual(['Taken back by the bank', 'Fee of a dispute'])
  const listed = await listDisputes(ctx, DisputeQuery.parse({ q: 'Payer.of' }))
  expect(listed.rows).toMatchObject([{ id, email, refill: { walletId: wallet.id } }])
  const stranger = await makeTenant()
  expect((await listDisputes(stranger, DisputeQuery.parse({ q: 'Payer.of' }))).rows).toEqual([])
  await expect(getDispute(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a refill is found among the transactions by the address of who paid it', async () => {
  const { ctx, email } = await disputed()
  const found = (tenant: typeof ctx, q: string) =>
    inTenant(tenant, (tx) => findTransactions(tx, { q }, { after: undefined, size: 10, timezone: 'UTC' }))
  expect((await found(ctx, 'payer.of')).map(({ type, email }) => [type, email])).toEqual([
    ['dispute', email],
    ['payment', email],
  ])
  expect(await found(ctx, 'nobody')).toEqual([])
  expect(await found(await makeTenant(), 'payer.of')).toEqual([])
})
