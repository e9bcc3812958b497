import { buffer } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { charges, orders, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeMember, makeShop, makeTenant } from '@/lib/testing/make'
import { downloadExport, startExport } from './export'
import { exportTransactions } from './jobs'
import { LabelsInput, labelPayment } from './label'
import { listTransactions, TransactionQuery, transactionChoices } from './list'
import { TransactionFilter } from './query'
import { getOrderReceipt, getReceipt } from './receipt'

const idsOf = async (ctx: Context, query: Record<string, unknown>, timezone = 'UTC') =>
  (await listTransactions(ctx, TransactionQuery.parse(query), timezone)).rows.map(({ id }) => id)

/** A paid payment by card, of which a third went back. */
async function sell() {
  const ctx = await makeTenant({
    profile: { companyName: 'Acme Roaming B.V.', vatNumber: 'NL123', city: 'Delft', country: 'NL' },
  })
  const shop = await makeShop(ctx, { stock: 2 })
  const made = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), {
    ip: '192.0.2.1',
    agent: 'test',
  })
  const at = new Date('2026-10-31T23:30:00Z')
  await inTenant(ctx, async (tx) => {
    const paid = { status: 'paid' as const, received: 900n, createdAt: at }
    await tx.update(payments).set(paid).where(eq(payments.id, made.paymentId))
    await tx.update(orders).set({ status: 'paid', paidAt: at }).where(eq(orders.id, made.orderId))
    const of = { paymentId: made.paymentId, currency: 'EUR' }
    await tx.insert(charges).values({
      ...{ ...of, externalId: 'ch_fake', status: 'succeeded', amount: 900n, method: 'card', madeAt: at },
      ...{ brand: 'visa', last4: '4242' },
    })
    await tx.insert(refunds).values({ ...of, status: 'succeeded', amount: 300n, reason: 'goodwill' })
  })
  return { ctx, shop, ...made }
}

test('a label is put on a payment, found by, offered by the filter, and stands on its refunds', async () => {
  const { ctx, paymentId } = await sell()
  await labelPayment(ctx, LabelsInput.parse({ paymentId, labels: 'trade fair, VIP' }))
  expect(await idsOf(ctx, { label: 'VIP' })).toHaveLength(2)
  expect(await idsOf(ctx, { label: 'vip' })).toEqual([])
  expect((await transactionChoices(ctx)).labels).toEqual(['VIP', 'trade fair'])
  await labelPayment(ctx, LabelsInput.parse({ paymentId, labels: '' }))
  expect(await idsOf(ctx, { label: 'VIP' })).toEqual([])
})

test('a stranger and who may only read put no label on it', async () => {
  const { ctx, paymentId } = await sell()
  const input = LabelsInput.parse({ paymentId, labels: 'mine' })
  await expect(labelPayment(await makeTenant(), input)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(labelPayment(viewer, input)).rejects.toMatchObject({ code: 'forbidden' })
})

test('the billing cycle is the month in the time zone of the organization', async () => {
  const { ctx, paymentId } = await sell()
  expect(await idsOf(ctx, { cycle: '2026-10' })).toEqual([paymentId])
  expect(await idsOf(ctx, { cycle: '2026-11' })).not.toContain(paymentId)
  expect(await idsOf(ctx, { cycle: '2026-11' }, 'Europe/Athens')).toContain(paymentId)
})

test('what the money is for narrows the list', async () => {
  const { ctx } = await sell()
  expect(await idsOf(ctx, { purpose: 'order' })).toHaveLength(2)
  for (const purpose of ['wallet', 'sim']) expect(await idsOf(ctx, { purpose })).toEqual([])
})

test('an export as XLSX holds amounts as numbers, dates as dates in UTC and ids as text', async () => {
  const { ctx, paymentId } = await sell()
  const id = await startExport(ctx, TransactionFilter.parse({ type: 'payment' }), 'UTC', 'xlsx')
  await runJobs([exportTransactions])
  const { file, format } = await downloadExport(ctx, id)
  expect(format).toBe('xlsx')
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await buffer(file)) as never)
  const [head, row, ...rest] = book.worksheets[0]!.getSheetValues().filter(Boolean) as unknown[][]
  const at = (title: string) => row![head!.indexOf(title)]
  expect(rest).toEqual([])
  expect([at('Id'), at('Amount'), at('Currency'), at('For')]).toEqual([paymentId, 9, 'EUR', 'eSIM purchase'])
  expect(at('Date (UTC)')).toEqual(new Date('2026-10-31T23:30:00Z'))
  expect(book.worksheets[0]!.getRow(2).getCell(head!.indexOf('Date (UTC)')).numFmt).toBe(
    'yyyy-mm-dd hh:mm:ss',
  )
})

test('a receipt names seller, payer, what was bought, and what went back', async () => {
  const { ctx, shop, paymentId, token } = await sell()
  const receipt = await getReceipt(ctx, paymentId)
  expect(receipt).toMatchObject({
    seller: { lines: ['Acme Roaming B.V.', 'Delft', 'Netherlands'], vatNumber: 'NL123' },
    item: 'Greece 5 GB',
    paid: { amount: 900n, currency: 'EUR' },
    method: 'visa •••• 4242',
    refunds: [{ amount: { amount: 300n } }],
  })
  expect(await getOrderReceipt({ tenantId: ctx.tenantId, id: shop.store.id }, token)).toEqual(receipt)
})

test('there is no receipt for a stranger, with a wrong token, or before it is paid', async () => {
  const { ctx, shop, paymentId, token } = await sell()
  await expect(getReceipt(await makeTenant(), paymentId)).rejects.toMatchObject({ code: 'not_found' })
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  await expect(getOrderReceipt(store, `${token}x`)).rejects.toMatchObject({ code: 'not_found' })
  const other = await sell()
  await expect(
    getOrderReceipt({ tenantId: other.ctx.tenantId, id: other.shop.store.id }, token),
  ).rejects.toMatchObject({ code: 'not_found' })
  await inTenant(ctx, (tx) =>
    tx.update(payments).set({ status: 'created' }).where(eq(payments.id, paymentId)),
  )
  await expect(getReceipt(ctx, paymentId)).rejects.toMatchObject({ code: 'not_found' })
})
