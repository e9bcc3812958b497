import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { credentialsOf } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { gatewayOf } from './call-gateway'
import { connectPsp } from './connect'
import { getPsp } from './connections-list'
import { recheckPsp, replacePspKey } from './manage'
import { providers } from './registry'

const secret = `fake-${newToken()}`
const page = (with_: Record<string, string> = {}) => ({
  ...{ provider: 'custom', name: 'Acme', title: 'Acme Pay', secret, mode: 'test' },
  ...{ paymentUrl: 'https://pay.example.test/go?shop=7', ...with_ },
})
const bank = (with_: Record<string, string> = {}) => ({
  ...{ provider: 'manual', name: 'Bank', title: '', instructions: 'IBAN GR16 0110', days: '7', mode: 'test' },
  ...with_,
})
const saysAt = (field: string, text: RegExp | string) => ({
  code: 'invalid',
  detail: { fields: { [field]: [expect.stringMatching(text)] } },
})
const rowOf = async (ctx: Context, id: string) =>
  (await inTenant(ctx, (tx) => tx.select().from(connections).where(eq(connections.id, id))))[0]!

/** What zod says of a field, as a form shows it. */
const refused = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error as Error,
  )

test('a payment page is connected without a call, its secret is sealed, and only its end is shown', async () => {
  const ctx = await makeTenant()
  const { id } = await connectPsp(ctx, page())
  const row = await rowOf(ctx, id)
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(await getPsp(ctx, id)).toMatchObject({
    ...{ mode: 'test', status: 'connected', canBeAsked: false },
    known: { title: 'Acme Pay', paymentUrl: 'https://pay.example.test/go?shop=7', mode: 'test', legacy: '' },
    webhook: { notices: 'by_hand', url: `http://localhost:3000/api/webhooks/payments/${row.webhookKey}` },
  })
})

test.each([
  ['http://pay.example.test/', /https:\/\//],
  ['', /Write the address/],
  [`http://localhost:${env.SANDBOX_PORT}/custom/pay`, /https:\/\//],
])('the address "%s" is refused at its field', async (paymentUrl, sentence) => {
  await expect(connectPsp(await makeTenant(), page({ paymentUrl }))).rejects.toMatchObject(
    saysAt('paymentUrl', sentence),
  )
})

test.each([
  [{ paymentUrl: 'https://user:pass@pay.example.test/' }, /name and password/],
  [{ paymentUrl: 'https://pay.example.test/#x' }, /without "#"/],
  [{ paymentUrl: 'https://pay.example.test/?amount=1' }, /Take "amount" out/],
  [{ paymentUrl: 'https://pay.example.test/?a=1&a=2' }, /only once/],
  [{ paymentUrl: 'javascript:alert(1)' }, /whole address/],
  [{ secret: 'short' }, /at least 32 characters/],
  [{ mode: '' }, /real money/],
])('%o is refused with a sentence', async (bent, sentence) => {
  const error = await refused(connectPsp(await makeTenant(), page(bent as Record<string, string>)))
  expect(error).toBeInstanceOf(z.ZodError)
  expect((error as z.ZodError).issues[0]?.message).toMatch(sentence)
})

test('with the sandbox, its own page is taken, in test mode only', async () => {
  const ctx = await makeTenant()
  const { id } = await connectPsp(ctx, { ...page({ paymentUrl: '' }), sandbox: 'on' })
  expect((await rowOf(ctx, id)).endpoint).toBe(`${env.SANDBOX_URL}/custom`)
  const typed = `${env.SANDBOX_URL}/custom/pay`
  await connectPsp(ctx, { ...page({ paymentUrl: typed, name: 'Typed' }), sandbox: 'on' })
  await expect(
    connectPsp(ctx, { ...page({ mode: 'live', name: 'Live' }), sandbox: 'on' }),
  ).rejects.toMatchObject(saysAt('mode', /sandbox takes only test/))
})

test('settings are changed, a secret that is left empty stays, and the mode never changes', async () => {
  const ctx = await makeTenant()
  const { id } = await connectPsp(ctx, page({ legacy: 'on' }))
  await replacePspKey(ctx, { ...page({ title: 'Other', secret: '' }), id })
  expect(await credentialsOf(await rowOf(ctx, id))).toMatchObject({ title: 'Other', secret, legacy: '' })
  const next = `fake-${newToken()}`
  await replacePspKey(ctx, { ...page({ secret: next }), id })
  expect(await credentialsOf(await rowOf(ctx, id))).toMatchObject({ secret: next })
  await expect(replacePspKey(ctx, { ...page({ mode: 'live' }), id })).rejects.toMatchObject(
    saysAt('mode', /is in test mode/),
  )
})

test('a bank transfer is connected with what buyers are told; viewers and strangers cannot', async () => {
  const ctx = await makeTenant()
  const { id } = await connectPsp(ctx, bank())
  const psp = await getPsp(ctx, id)
  expect(psp).toMatchObject({
    known: { title: 'Bank transfer', instructions: 'IBAN GR16 0110', days: '7' },
    webhook: { notices: 'none' },
    events: [],
  })
  expect((await recheckPsp(ctx, id)).problem).toBeNull()
  await replacePspKey(ctx, { ...bank({ days: '14' }), id })
  await expect(replacePspKey(ctx, { ...bank({ mode: 'live' }), id })).rejects.toMatchObject(
    saysAt('mode', /is in test mode/),
  )
  for (const bent of [{ days: '0' }, { days: '61' }, { days: '1.5' }, { instructions: 'IBAN' }] as Record<
    string,
    string
  >[])
    expect(await refused(connectPsp(ctx, bank({ name: 'Other', ...bent })))).toBeInstanceOf(Error)
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(connectPsp(viewer, bank({ name: 'B' }))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(getPsp(await makeTenant(), id)).rejects.toMatchObject({ code: 'not_found' })
})

test('who says that nobody can be asked has no way to ask, and who does not has one', async () => {
  const plain: Record<string, Record<string, string>> = {
    custom: { secret, mode: 'test' },
    manual: { instructions: 'IBAN GR16 0110', mode: 'test' },
  }
  const ctx = await makeTenant()
  const silent = providers.filter(({ isSilent }) => isSilent).map(({ name }) => name)
  expect(silent).toEqual(Object.keys(plain))
  for (const provider of silent) {
    const made = await makeConnection(ctx, { kind: 'psp', provider, mode: 'test', plain: plain[provider]! })
    expect((await gatewayOf(made)).fetchPayment).toBeUndefined()
  }
})
