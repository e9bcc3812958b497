import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { audits, connections, notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { credentialsOf, webhookSecretsOf } from '@/lib/connections/find'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { connectPsp } from './connect'
import { getPsp, listPsps } from './connections-list'
import { deletePsp, recheckPsp, renamePsp, replacePspKey } from './manage'
import { eventTypes } from './providers/stripe/events'
import { finishRoll, rotateSecret } from './roll'
import { endOldSecret, pasteSecret, setUpWebhook } from './webhook'

// The settings are read once, so the port must be known before anything else is imported.
const port = await vi.hoisted(async () => {
  const { freePort } = await import('@/db/free-port')
  const free = await freePort()
  process.env.SANDBOX_PORT = String(free)
  return free
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port, dir: makeTempFolder() })
})
afterAll(() => sandbox.close())

let shop: Context
let account: string
let serial = 0
beforeEach(async () => {
  shop = await makeTenant()
  account = `connect${++serial}`
})

const input = (with_: Record<string, string> = {}) => ({
  provider: 'stripe',
  name: 'Stripe',
  sandbox: 'on' as const,
  publishableKey: `pk_test_${account}_fake`,
  secretKey: `sk_test_${account}_fake`,
  ...with_,
})

const stripeOf = (key = `sk_test_${account}_fake`) => {
  const { hostname, port } = new URL(sandbox.url)
  return new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false })
}
const endpoints = async () => (await stripeOf().webhookEndpoints.list({ limit: 100 })).data
const kept = async (ctx: Context, id: string) => {
  const [row] = await inTenant(ctx, (tx) => tx.select().from(connections).where(eq(connections.id, id)))
  return row!
}
const calls = async () =>
  ((await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as object[]).length
const fieldOf = (name: string, text: string | RegExp) => ({
  code: 'invalid',
  detail: { fields: { [name]: [expect.stringMatching(text)] } },
})

describe('connecting', () => {
  test('tries the keys, sets up the webhook, and keeps every secret sealed', async () => {
    const { id } = await connectPsp(shop, input())
    const row = await kept(shop, id)
    expect(row).toMatchObject({ kind: 'psp', mode: 'test', status: 'connected' })
    expect(await endpoints()).toMatchObject([
      { id: row.webhookId, url: `http://localhost:3000/api/webhooks/payments/${row.webhookKey}` },
    ])
    const secrets = await webhookSecretsOf(row)
    expect(secrets).toHaveLength(1)
    const written = JSON.stringify(row)
    for (const secret of [...secrets, `sk_test_${account}_fake`]) expect(written).not.toContain(secret)
    const psp = await getPsp(shop, id)
    expect(psp).toMatchObject({ accountName: expect.any(String), webhook: { secretCount: 1 } })
    expect(psp.events.map(({ type }) => type)).toEqual(expect.arrayContaining([...eventTypes]))
    expect(JSON.stringify(psp, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      `sk_test_${account}_fake`,
    )
    const actions = await inTenant(shop, (tx) => tx.select({ action: audits.action }).from(audits))
    expect(actions.map(({ action }) => action)).toContain('connection.created')
  })

  test.each([
    [
      'swapped keys',
      { publishableKey: 'sk_test_x_fake', secretKey: 'pk_test_x_fake' },
      'secretKey',
      'swapped',
    ],
    ['mixed modes', { publishableKey: 'pk_live_x_fake' }, 'publishableKey', 'live mode'],
    [
      'a live key in the sandbox',
      { publishableKey: 'pk_live_x_fake', secretKey: 'sk_live_x_fake' },
      'secretKey',
      'only test keys',
    ],
  ])('refuses %s at the field, before any call', async (_, keys, field, text) => {
    const before = await calls()
    await expect(connectPsp(shop, input(keys))).rejects.toMatchObject(fieldOf(field, text))
    expect(await calls()).toBe(before)
  })

  test('refuses a revoked key, and one that lacks a needed right, at the field', async () => {
    const tryKey = (secretKey: string) => connectPsp(shop, input({ secretKey }))
    await expect(tryKey(`sk_test_${account}_revoked`)).rejects.toMatchObject(fieldOf('secretKey', 'revoked'))
    await expect(tryKey(`rk_test_${account}_norefunds`)).rejects.toMatchObject(
      fieldOf('secretKey', 'Refund payments'),
    )
    expect(await listPsps(shop)).toEqual([])
  })

  test('says so when Stripe gives no answer, and keeps nothing', async () => {
    const faults = `${sandbox.url}/_sandbox/faults`
    const body = JSON.stringify({ service: 'stripe', times: 50, fault: 'reset' })
    await fetch(faults, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    await expect(connectPsp(shop, input())).rejects.toMatchObject({ code: 'unavailable' })
    await fetch(faults, { method: 'DELETE' })
    expect(await listPsps(shop)).toEqual([])
  })

  test('leaves the webhook to the person when the key may not make one, and takes the secret that he pastes', async () => {
    const { id } = await connectPsp(shop, input({ secretKey: `rk_test_${account}_nowebhooks` }))
    const before = await getPsp(shop, id)
    expect(before.facts.webhook).toMatchObject({ kind: 'manual', reason: expect.stringContaining('Webhook') })
    expect(before.webhook.secretCount).toBe(0)
    await pasteSecret(shop, { id, webhookSecret: 'whsec_fake_by_hand' })
    expect(await webhookSecretsOf(await kept(shop, id))).toEqual(['whsec_fake_by_hand'])
  })

  test('tells how to make room when Stripe takes no more webhooks, and goes on once there is some', async () => {
    const made = []
    for (let n = 0; n < 16; n++)
      made.push(
        await stripeOf().webhookEndpoints.create({
          url: `https://other.test/${n}`,
          enabled_events: ['charge.updated'],
        }),
      )
    const { id } = await connectPsp(shop, input())
    expect((await getPsp(shop, id)).facts.webhook?.reason).toContain('no room')
    await stripeOf().webhookEndpoints.del(made[0]!.id)
    expect(await setUpWebhook(shop, id)).toMatchObject({ kind: 'created' })
    expect((await getPsp(shop, id)).facts.webhook).toEqual({ kind: 'created', version: Stripe.API_VERSION })
  })

  test('keeps a pasted signing secret with the secrets of webhooks, trimmed, and not with the keys', async () => {
    const { id } = await connectPsp(shop, input({ webhookSecret: ' whsec_fake_pasted\n' }))
    const row = await kept(shop, id)
    expect(await webhookSecretsOf(row)).toEqual(['whsec_fake_pasted'])
    expect(JSON.stringify(await credentialsOf(row))).not.toContain('whsec')
    expect(await endpoints()).toEqual([])
  })

  test('points out that the same account is connected twice', async () => {
    const first = await connectPsp(shop, input())
    const second = await connectPsp(shop, input({ name: 'Stripe again' }))
    expect((await getPsp(shop, second.id)).twins).toEqual([{ id: first.id, name: 'Stripe' }])
    expect(await endpoints()).toHaveLength(2)
  })
})

describe('a connected PSP', () => {
  test('repairs its webhook: one that is in order is kept, one that is gone is made anew', async () => {
    const { id } = await connectPsp(shop, input())
    const { webhookId } = await kept(shop, id)
    expect(await setUpWebhook(shop, id)).toMatchObject({ kind: 'reused', id: webhookId })
    await stripeOf().webhookEndpoints.update(webhookId!, { enabled_events: ['charge.updated'] })
    const repaired = await setUpWebhook(shop, id)
    const [endpoint] = await endpoints()
    expect(repaired.subscribed).toEqual(endpoint!.enabled_events)
    expect(new Set(endpoint!.enabled_events)).toEqual(new Set(eventTypes))
    await stripeOf().webhookEndpoints.del(webhookId!)
    expect(await setUpWebhook(shop, id)).toMatchObject({ kind: 'created' })
    expect(await endpoints()).toHaveLength(1)
  })

  test('shows how many kinds of events are really sent, and which are missing', async () => {
    const { id } = await connectPsp(shop, input())
    await inTenant(shop, (tx) =>
      tx
        .update(connections)
        .set({ webhookEvents: ['charge.updated'] })
        .where(eq(connections.id, id)),
    )
    const { webhook, events } = await getPsp(shop, id)
    expect(webhook.subscribedCount).toBe(1)
    expect(events.filter(({ isSubscribed }) => isSubscribed).map(({ type }) => type)).toEqual([
      'charge.updated',
    ])
  })

  test('is broken when its key was revoked, and works again with a new one', async () => {
    const { id } = await makeConnection(shop, {
      kind: 'psp',
      provider: 'stripe',
      mode: 'test',
      endpoint: sandbox.url,
      plain: { publishableKey: `pk_test_${account}_fake`, secretKey: `sk_test_${account}_revoked` },
      facts: { accountId: `acct_${account}` },
    })
    expect((await recheckPsp(shop, id)).problem).toContain('no longer accepts')
    expect(await kept(shop, id)).toMatchObject({ status: 'broken' })
    await replacePspKey(shop, { id, ...input() })
    const row = await kept(shop, id)
    expect(row.status).toBe('connected')
    expect(row.health.problem).toBeUndefined()
    expect(await recheckPsp(shop, id)).toEqual({ problem: null })
  })

  test('takes no key of another account or mode, because its payments could not be refunded any more', async () => {
    const { id } = await connectPsp(shop, input())
    const other = { publishableKey: 'pk_test_stranger_fake', secretKey: 'sk_test_stranger_fake' }
    await expect(replacePspKey(shop, { id, ...other })).rejects.toMatchObject(
      fieldOf('secretKey', 'acct_stranger'),
    )
    const live = { publishableKey: `pk_live_${account}_fake`, secretKey: `sk_live_${account}_fake` }
    await expect(replacePspKey(shop, { id, ...live })).rejects.toMatchObject(fieldOf('secretKey', 'live key'))
  })

  test('is deleted together with its webhook at Stripe and what it received', async () => {
    const { id } = await connectPsp(shop, input())
    await inTenant(shop, (tx) =>
      tx.insert(notices).values({
        connectionId: id,
        externalId: 'evt_fake',
        type: 'charge.updated',
        body: '',
        occurredAt: new Date(),
      }),
    )
    expect(await deletePsp(shop, id)).toEqual({ left: null })
    expect(await endpoints()).toEqual([])
    expect(await listPsps(shop)).toEqual([])
  })
})

describe('rights', () => {
  const verbs: [string, (ctx: Context, id: string) => Promise<unknown>][] = [
    ['getPsp', getPsp],
    ['setUpWebhook', setUpWebhook],
    ['rotateSecret', rotateSecret],
    ['finishRoll', finishRoll],
    ['endOldSecret', endOldSecret],
    ['recheckPsp', recheckPsp],
    ['deletePsp', deletePsp],
    ['pasteSecret', (ctx, id) => pasteSecret(ctx, { id, webhookSecret: 'whsec_fake_stranger' })],
    ['replacePspKey', (ctx, id) => replacePspKey(ctx, { id, ...input() })],
    ['renamePsp', (ctx, id) => renamePsp(ctx, { id, name: 'Mine' })],
  ]

  test.each(verbs)('%s: a PSP of another organization does not exist', async (_, verb) => {
    const { id } = await makeConnection(await makeTenant(), { kind: 'psp', provider: 'stripe', mode: 'test' })
    await expect(verb(shop, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each(verbs.slice(1))('%s: who may only look changes nothing', async (_, verb) => {
    const { id } = await makeConnection(shop, { kind: 'psp', provider: 'stripe', mode: 'test' })
    const viewer = await makeMember(shop.tenantId, 'viewer')
    await expect(verb(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(connectPsp(viewer, input())).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('the list shows the own PSPs alone', async () => {
    await makeConnection(await makeTenant(), { kind: 'psp', provider: 'stripe', mode: 'test' })
    expect(await listPsps(shop)).toEqual([])
  })
})

describe('Mollie', () => {
  const keyOf = (name: string) => `test_${account}${name}`.padEnd(37, 'fake')
  const form = (apiKey: string) => ({ provider: 'mollie', name: 'Mollie', sandbox: 'on' as const, apiKey })

  test('is connected at its own place in the sandbox, with no webhook to set up', async () => {
    const { id } = await connectPsp(shop, form(keyOf('')))
    const row = await kept(shop, id)
    expect(row).toMatchObject({ endpoint: `http://localhost:${port}/mollie`, mode: 'test', webhookId: null })
    expect(JSON.stringify(row)).not.toContain(keyOf(''))
    const psp = await getPsp(shop, id)
    expect(psp).toMatchObject({
      isSandbox: true,
      webhook: { goesWithPayment: true, canInstall: false },
      facts: { methods: expect.arrayContaining(['iDEAL']) },
    })
    expect(psp.facts.webhook).toBeUndefined()
    expect(await recheckPsp(shop, id)).toEqual({ problem: null })
  })

  test('says at its field what is wrong with the key, also when it is replaced by that of another profile', async () => {
    await expect(connectPsp(shop, form('test_short'))).rejects.toMatchObject(fieldOf('apiKey', /whole/))
    await expect(connectPsp(shop, form(keyOf('revoked')))).rejects.toMatchObject(
      fieldOf('apiKey', /does not accept/),
    )
    const live = keyOf('').replace('test_', 'live_')
    await expect(connectPsp(shop, form(live))).rejects.toMatchObject(fieldOf('apiKey', /only test keys/))
    const { id } = await connectPsp(shop, form(keyOf('')))
    await expect(replacePspKey(shop, { id, apiKey: keyOf('other') })).rejects.toMatchObject(
      fieldOf('apiKey', /another PSP/),
    )
  })
})

describe('Cardknox', () => {
  const form = (with_: object = {}) => ({
    ...{ provider: 'cardknox', name: 'Cardknox', sandbox: 'on' as const, mode: 'test', currency: 'USD' },
    ...{ xKey: `fakekey${account}`, site: `https://secure.cardknox.com/${account}?xAmount=1` },
    ...{ timeZone: 'America/New_York', referenceField: 'xInvoice', returnField: 'xRedirectURL' },
    webhookSecret: 'fake-pin',
    ...with_,
  })

  test('is connected with its hosted page and a PIN of ours, and says where to enter the address', async () => {
    const { id } = await connectPsp(shop, form())
    const row = await kept(shop, id)
    expect(row).toMatchObject({ endpoint: `http://localhost:${port}/cardknox`, mode: 'test' })
    for (const secret of [`fakekey${account}`, 'fake-pin']) expect(JSON.stringify(row)).not.toContain(secret)
    const psp = await getPsp(shop, id)
    expect(psp).toMatchObject({
      known: { site: account, currency: 'USD', returnField: 'xRedirectURL' },
      webhook: { notices: 'by_hand', secretCount: 1, secretLabel: 'Webhook PIN', canInstall: false },
      facts: { accountId: account, methods: ['Card'] },
    })
    expect(psp.webhook.place).toContain('Webhook')
    expect(psp.keys.map(({ label }) => label)).not.toContain('Webhook PIN')
    expect(await recheckPsp(shop, id)).toEqual({ problem: null })
  })

  test.each([
    [{ webhookSecret: '' }, 'webhookSecret', /Fill in the Webhook PIN/],
    [{ xKey: 'fake key' }, 'xKey', /letters and digits/],
    [{ xKey: 'fakekeyrevoked' }, 'xKey', /does not accept/],
    [{ xKey: 'fakekeynoreport' }, 'xKey', /Run reports/],
    [{ site: 'NoSuchPage' }, 'site', /There is no hosted page/],
    [{ mode: 'live' }, 'xKey', /only test keys/],
  ])('MS-58 says at its field what is wrong with %j', async (wrong, field, sentence) => {
    await expect(connectPsp(shop, form(wrong))).rejects.toMatchObject(fieldOf(field, sentence))
  })

  test.each([
    [{ currency: 'JPY' }, /two decimals/],
    [{ currency: 'HUF' }, /two decimals/],
    [{ timeZone: 'Mars' }, /time zone/],
    [{ site: '../admin' }, /address of the page/],
    [{ mode: '' }, /sandbox account/],
  ])('refuses the setting %j in words', async (wrong, sentence) => {
    await expect(connectPsp(shop, form(wrong))).rejects.toThrow(sentence)
  })

  test('takes another key of the same page without asking for the PIN again', async () => {
    const { id } = await connectPsp(shop, form())
    await replacePspKey(shop, { ...form(), id, webhookSecret: '' })
    expect((await getPsp(shop, id)).webhook.secretCount).toBe(1)
    await expect(replacePspKey(shop, { ...form({ site: 'other' }), id })).rejects.toMatchObject(
      fieldOf('xKey', /another PSP/),
    )
  })
})
