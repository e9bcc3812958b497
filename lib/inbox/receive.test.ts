import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { beforeEach, describe, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { open } from '@/lib/core/secrets'
import { pasteSecret } from '@/lib/payments/webhook'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { webhook } from '@/lib/web/webhook'
import { receivePayment } from './receive'

type Connection = Awaited<ReturnType<typeof makeConnection>>

const door = webhook(receivePayment)
const signer = new Stripe('sk_test_signer_fake')
const secret = 'whsec_fake_first'
let shop: Context
let psp: Connection
let serial = 0

const connect = (ctx: Context, secrets = [secret]) =>
  makeConnection(ctx, {
    kind: 'psp',
    provider: 'stripe',
    mode: 'test',
    endpoint: 'http://127.0.0.1:9',
    plain: { secretKey: 'sk_test_inbox_fake', publishableKey: 'pk_test_inbox_fake' },
    secrets,
  })

beforeEach(async () => {
  shop = await makeTenant()
  psp = await connect(shop)
})

const eventOf = (with_: object = {}) =>
  JSON.stringify({
    id: `evt_fake_${++serial}`,
    object: 'event',
    type: 'payout.paid',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    api_version: null,
    data: { object: { id: 'po_fake', object: 'payout' } },
    ...with_,
  })

const seconds = (ago = 0) => Math.floor(Date.now() / 1000) - ago
const sign = (payload: string, with_: { secret?: string; timestamp?: number } = {}) =>
  signer.webhooks.generateTestHeaderString({ payload, secret, timestamp: seconds(), ...with_ })

/** Posts as Stripe does; back comes the status. */
async function post(
  body: string,
  signature: string | null = sign(body),
  key = psp.webhookKey,
): Promise<number> {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  if (signature !== null) headers.set('stripe-signature', signature)
  const request = new Request(`http://localhost/api/webhooks/payments/${key}`, {
    method: 'POST',
    headers,
    body,
  })
  return (await door(request, { params: Promise.resolve({ key }) })).status
}

const keptOf = (ctx: Context = shop) => inTenant(ctx, (tx) => tx.select().from(notices))
const healthOf = async ({ id }: Connection, ctx: Context = shop) => {
  const [row] = await inTenant(ctx, (tx) => tx.select().from(connections).where(eq(connections.id, id)))
  return row!.health
}
const jobsFor = async (noticeId: string) => {
  const { rows } = await pool.query(
    'select 1 from graphile_worker._private_jobs where payload::text like $1',
    [`%${noticeId}%`],
  )
  return rows.length
}

describe('a webhook that is proved', () => {
  test('MS-14 is kept once and worked once, though it comes three times at once', async () => {
    const body = eventOf()
    expect(await Promise.all([post(body), post(body), post(body)])).toEqual([200, 200, 200])
    expect(await post(body)).toBe(200)
    const [notice, ...more] = await keptOf()
    expect(more).toEqual([])
    expect(notice!.repeats).toBeGreaterThan(0)
    expect(await jobsFor(notice!.id)).toBe(1)
  })

  test('is kept apart for each connection, also when both get the same event', async () => {
    const second = await connect(shop)
    const body = eventOf()
    await Promise.all([post(body), post(body, sign(body), second.webhookKey)])
    expect((await keptOf()).map(({ connectionId }) => connectionId).sort()).toEqual(
      [psp.id, second.id].sort(),
    )
  })

  test('notes when the last good event came', async () => {
    await post(eventOf())
    expect((await healthOf(psp)).lastEventAt).toBeDefined()
  })

  test.each([
    ['unicode and escaped slashes', JSON.stringify({ note: 'ΑΒΓ 🛰️  ' }).replace('Γ', '\\/\\u00e9')],
    ['nearly a megabyte', JSON.stringify({ note: 'x'.repeat(900_000) })],
  ])('is proved on the raw body: %s', async (_, note) => {
    const body = eventOf().replace('"livemode"', `"extra": ${note},  "livemode"`)
    expect(await post(body)).toBe(200)
    const [notice] = await keptOf()
    expect(await open(notice!.body)).toBe(body)
  })

  test('is sealed at rest', async () => {
    await post(eventOf({ data: { object: { id: 'po_fake', object: 'payout', name: 'Ada Lovelace' } } }))
    expect(JSON.stringify(await keptOf())).not.toContain('Lovelace')
  })

  test('may be signed with the old or the new secret while one replaces the other', async () => {
    const both = await connect(shop, ['whsec_fake_new', 'whsec_fake_old'])
    for (const each of ['whsec_fake_new', 'whsec_fake_old']) {
      const body = eventOf()
      expect(await post(body, sign(body, { secret: each }), both.webhookKey)).toBe(200)
    }
  })

  test('is proved by a secret that was pasted with a newline', async () => {
    const other = await connect(shop, [])
    await pasteSecret(shop, { id: other.id, webhookSecret: 'whsec_fake_pasted' })
    const stray = await connect(shop, ['whsec_fake_stray\n'])
    const body = eventOf()
    expect(await post(body, sign(body, { secret: 'whsec_fake_pasted' }), other.webhookKey)).toBe(200)
    expect(await post(body, sign(body, { secret: 'whsec_fake_stray' }), stray.webhookKey)).toBe(200)
  })
})

describe('a webhook that is not proved', () => {
  test.each<[string, (body: string) => string | null]>([
    ['no signature', () => null],
    ['an empty one', () => ''],
    ['an empty v1', () => `t=${seconds()},v1=`],
    ['a time that is no number', (body) => sign(body).replace(/t=\d+/, 't=soon')],
    ['no time', (body) => sign(body).replace(/t=\d+,/, '')],
    ['rubbish', () => '=,=,,v1'],
    ['two headers in one', () => `t=1,v1=00, t=2,v1=11`],
    ['another scheme only', (body) => sign(body).replace('v1=', 'v0=')],
    ['a secret that is not ours', (body) => sign(body, { secret: 'whsec_fake_other' })],
    ['an age of more than five minutes', (body) => sign(body, { timestamp: seconds(301) })],
  ])('is refused with 400 and kept nowhere: %s', async (_, signatureOf) => {
    const body = eventOf()
    expect(await post(body, signatureOf(body))).toBe(400)
    expect(await keptOf()).toEqual([])
    expect((await healthOf(psp)).lastBadSignatureAt).toBeDefined()
  })

  test('MS-18 is refused when a byte of it was changed', async () => {
    const body = eventOf()
    expect(await post(body.replace('payout.paid', 'payout.fail'), sign(body))).toBe(400)
  })

  test('MS-25 an old event that is signed anew is only a repeat', async () => {
    const body = eventOf()
    await post(body, sign(body, { timestamp: seconds(200) }))
    await post(body)
    expect((await keptOf()).map(({ repeats }) => repeats)).toEqual([1])
  })

  test("MS-20 MS-49 another organization's event does not get in here, and its own inbox stays empty", async () => {
    const stranger = await makeTenant()
    const theirs = await connect(stranger, ['whsec_fake_theirs'])
    const body = eventOf()
    expect(await post(body, sign(body), theirs.webhookKey)).toBe(400)
    expect((await healthOf(theirs, stranger)).lastBadSignatureAt).toBeDefined()
    expect((await healthOf(psp)).lastBadSignatureAt).toBeUndefined()
    expect([...(await keptOf()), ...(await keptOf(stranger))]).toEqual([])
  })

  test('goes nowhere at an address of nobody', async () => {
    const body = eventOf()
    expect(await post(body, sign(body), 'nobody')).toBe(404)
  })

  test('is refused when it is too large to be one', async () => {
    const body = eventOf({ data: { object: { id: 'x'.repeat(1_100_000) } } })
    expect(await post(body)).toBe(413)
    expect(await keptOf()).toEqual([])
  })

  test('that was cut off on its way is no forgery', async () => {
    const { webhookKey: key } = psp
    const body = eventOf()
    const headers = { 'stripe-signature': sign(body), 'content-length': String(body.length) }
    const request = new Request('http://localhost/', { method: 'POST', headers, body: body.slice(0, 40) })
    expect((await door(request, { params: Promise.resolve({ key }) })).status).toBe(400)
    expect((await healthOf(psp)).lastBadSignatureAt).toBeUndefined()
  })
})
