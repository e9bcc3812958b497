import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { db } from '@/db/client'
import { addresses, audits, connections, offers, plans } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { setConnectionUse } from '@/lib/connections/change'
import { credentialsOf } from '@/lib/connections/find'
import { toJson } from '@/lib/core/json'
import { money } from '@/lib/core/money'
import { PlanInput } from '@/lib/plans/input'
import { savePlan } from '@/lib/plans/save'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeMember, makePlan, makeSim, makeTenant } from '@/lib/testing/make'
import { connectTelecom, TelecomInput } from './connect'
import { changeTelecom, deleteTelecom, recheckTelecom, replaceTelecomKey } from './connect-change'
import { telecomConnection } from './find'
import { checkBalance, checkBalances, syncCatalogue, syncCatalogues } from './jobs'
import { getTelecom, listTelecoms } from './list'
import { requestSync } from './sync-request'

const jobs = [syncCatalogue, syncCatalogues, checkBalance, checkBalances]

// The settings are read with the first import, so the sandbox's port must be known before.
const port = await vi.hoisted(async () => {
  const { createServer } = await import('node:net')
  const free = createServer().listen(0, 'localhost')
  await new Promise((done) => free.once('listening', done))
  const address = free.address()
  await new Promise((done) => free.close(done))
  const found = typeof address === 'object' && address ? address.port : 0
  process.env.SANDBOX_PORT = String(found)
  return found
})
let sandbox: Awaited<ReturnType<typeof startSandbox>>

beforeAll(async () => {
  sandbox = await startSandbox({ port, dir: makeTempFolder(), host: 'localhost' })
})
afterAll(() => sandbox.close())

let serial = 0
const input = (with_: object = {}) =>
  TelecomInput.parse({
    provider: 'esim-go',
    name: 'eSIM Go',
    apiKey: `sbx_esimgo_unlimited${++serial}`,
    ...with_,
  })

const connect = (ctx: Context, with_: object = {}) => connectTelecom(ctx, input(with_))

const fault = (body: object) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'esim-go', ...body }),
  })

const offersOf = (ctx: Context, connectionId: string) =>
  inTenant(ctx, (tx) =>
    tx.select().from(offers).where(eq(offers.connectionId, connectionId)).orderBy(offers.externalId),
  )

describe('connecting a telecom', () => {
  test('tries the key, says whose account it is, and keeps the key sealed', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx, { apiKey: 'sbx_esimgo_sealed' })

    const telecom = await getTelecom(ctx, id)
    expect(telecom).toMatchObject({
      name: 'eSIM Go',
      mode: 'test',
      status: 'connected',
      endpoint: `${sandbox.url}/esim-go/v2.5`,
      facts: { accountName: expect.any(String), currency: expect.any(String), last4: 'aled' },
      balance: { amount: expect.any(BigInt) },
      canSync: true,
    })
    expect(telecom.webhookSetup).toContain('Callback URL')
    const kept = await telecomConnection(ctx, id)
    expect(JSON.stringify(toJson(kept))).not.toContain('sbx_esimgo_sealed')
    expect(await credentialsOf(kept)).toEqual({ apiKey: 'sbx_esimgo_sealed' })
    expect(JSON.stringify(toJson(telecom))).not.toContain('sbx_esimgo_sealed')
  }, 20_000)

  test('its webhook address leads to it', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    const { webhookUrl } = await getTelecom(ctx, id)
    const key = webhookUrl!.split('/').at(-1)!
    expect(webhookUrl).toBe(`http://localhost:3000/api/webhooks/telecoms/${key}`)
    const [address] = await db.select().from(addresses).where(eq(addresses.key, key))
    expect(address).toMatchObject({ kind: 'webhook', tenantId: ctx.tenantId, entityId: id })
  })

  test('a key that the supplier refuses is said at its field, and nothing is kept', async () => {
    const ctx = await makeTenant()
    const wrong = connect(ctx, { apiKey: 'not-a-key', endpoint: `${sandbox.url}/esim-go/v2.5` })
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { apiKey: [expect.stringContaining('did not accept the API key')] } },
    })
    expect(await listTelecoms(ctx)).toEqual([])
  })

  test('a supplier that does not answer keeps nothing, and says to try later', async () => {
    const ctx = await makeTenant()
    await fault({ times: 1, fault: 'reset' })
    await expect(connect(ctx)).rejects.toMatchObject({
      kind: 'provider_unavailable',
      message: expect.stringContaining('Try again later'),
    })
    expect(await listTelecoms(ctx)).toEqual([])
  })

  test.each([
    ['http://api.example.com/v1', 'https://'],
    ['https://127.0.0.1/v1', 'public internet'],
    ['https://[::1]/v1', 'public internet'],
    ['https://169.254.169.254/latest', 'public internet'],
    ['https://[::ffff:10.0.0.1]/v1', 'public internet'],
    ['https://localhost/v1', 'public internet'],
    ['https://user:word@api.esim-go.com/v2.5', 'without sign-in'],
    ['api.esim-go.com', 'whole address'],
  ])('does not call %s for anyone', async (endpoint, reason) => {
    const ctx = await makeTenant()
    await expect(connect(ctx, { endpoint })).rejects.toMatchObject({
      detail: { fields: { endpoint: [expect.stringContaining(reason)] } },
    })
  })

  test('two telecoms of one organization have different names, also when made at once', async () => {
    const ctx = await makeTenant()
    const tries = await Promise.allSettled([
      connect(ctx, { name: 'Orange' }),
      connect(ctx, { name: 'orange' }),
      connect(ctx, { name: 'ORANGE' }),
    ])
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a stock of one needs a name only', async () => {
    const ctx = await makeTenant()
    const stock = TelecomInput.parse({ provider: 'stock', name: 'Cosmote', luhn: 'strict' })
    const { id } = await connectTelecom(ctx, stock)
    expect(await getTelecom(ctx, id)).toMatchObject({
      mode: 'live',
      settings: { luhn: 'strict' },
      webhookUrl: null,
      canSync: false,
      canCheck: false,
    })
  })
})

describe('the catalogue', () => {
  test('is read after connecting, and reading it twice changes nothing', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    const first = await offersOf(ctx, id)
    expect(first.length).toBeGreaterThan(50)
    expect((await getTelecom(ctx, id)).facts.sync).toMatchObject({
      state: 'done',
      read: first.length,
      added: first.length,
      changed: 0,
      gone: 0,
    })

    await requestSync(ctx, id)
    await runJobs(jobs)

    expect(await offersOf(ctx, id)).toEqual(first)
    expect((await getTelecom(ctx, id)).facts.sync).toMatchObject({ added: 0, changed: 0, gone: 0 })
  }, 30_000)

  test('an offer that changed is renewed, and one that came back is sold again', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    const [first, second, third] = await offersOf(ctx, id)
    await inTenant(ctx, async (tx) => {
      await tx.update(offers).set({ cost: 1n, hash: 'old' }).where(eq(offers.id, first!.id))
      await tx.update(offers).set({ goneAt: new Date() }).where(eq(offers.id, second!.id))
    })

    await requestSync(ctx, id)
    await runJobs(jobs)

    expect((await offersOf(ctx, id)).slice(0, 3)).toEqual([first, second, third])
    expect((await getTelecom(ctx, id)).facts.sync).toMatchObject({ added: 0, changed: 2, gone: 0 })
  }, 30_000)

  test('an offer that vanished is kept but marked, and its plan leaves the store', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    const vanished = await inTenant(ctx, (tx) =>
      tx
        .insert(offers)
        .values({
          connectionId: id,
          externalId: 'esim_vanished_V1',
          name: 'Gone',
          days: 7,
          countries: ['GR'],
          cost: 100n,
          currency: 'USD',
          hash: 'x',
        })
        .returning(),
    )
    const plan = await savePlan(
      ctx,
      PlanInput.parse({
        name: 'Greece 1 GB',
        connectionId: id,
        offer: 'esim_vanished_V1',
        dataBytes: 1_000_000_000n,
        days: 7,
        currency: 'EUR',
        amount: 500n,
        countries: ['GR'],
        isPublished: true,
      }),
    )
    const bystander = await makePlan(ctx, { connectionId: id })

    await requestSync(ctx, id)
    await runJobs(jobs)

    const [kept] = await inTenant(ctx, (tx) => tx.select().from(offers).where(eq(offers.id, vanished[0]!.id)))
    expect(kept).toMatchObject({ externalId: 'esim_vanished_V1', goneAt: expect.any(Date) })
    const published = await inTenant(ctx, (tx) =>
      tx.select({ id: plans.id }).from(plans).where(eq(plans.isPublished, true)),
    )
    expect(published).toEqual([{ id: bystander.id }])
    const told = await inTenant(ctx, (tx) => tx.select().from(audits).where(eq(audits.entityId, plan.id)))
    expect(told.map(({ action }) => action)).toContain('plan.unpublished')
  }, 30_000)

  test('a supplier that breaks off in the middle takes nothing out of the store', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    const before = await offersOf(ctx, id)
    await requestSync(ctx, id)
    await fault({ method: 'GET', path: '/esim-go/v2.5/catalogue', times: 1, fault: 'status:500' })

    await runJobs([syncCatalogue])

    expect(await offersOf(ctx, id)).toEqual(before)
    expect((await getTelecom(ctx, id)).facts.sync).toMatchObject({ state: 'failed', gone: 0 })
    await runJobs(jobs, { dueNow: true })
    expect((await getTelecom(ctx, id)).facts.sync).toMatchObject({ state: 'done' })
  }, 30_000)

  test('a disabled telecom is left alone', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await setConnectionUse(ctx, id, false)
    await runJobs(jobs)
    expect(await offersOf(ctx, id)).toEqual([])
    await expect(requestSync(ctx, id)).rejects.toMatchObject({ code: 'precondition' })
  })
})

describe('the account', () => {
  test('a key that no longer works breaks the connection, and a new one mends it', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await fault({ method: 'GET', path: '/esim-go/v2.5/organisation', times: 1, fault: 'status:500' })
    await expect(recheckTelecom(ctx, id)).rejects.toMatchObject({ kind: 'provider_unavailable' })
    expect(await getTelecom(ctx, id)).toMatchObject({ status: 'connected' })

    await inTenant(ctx, (tx) =>
      tx
        .update(connections)
        .set({ status: 'broken', health: { problem: 'The key was revoked.' } })
        .where(eq(connections.id, id)),
    )
    await expect(replaceTelecomKey(ctx, { id, apiKey: 'not-a-key' })).rejects.toMatchObject({
      detail: { fields: { apiKey: [expect.any(String)] } },
    })
    expect(await getTelecom(ctx, id)).toMatchObject({ status: 'broken' })
    await replaceTelecomKey(ctx, { id, apiKey: 'sbx_esimgo_new0042' })
    const mended = await getTelecom(ctx, id)
    expect(mended).toMatchObject({ status: 'connected', facts: { last4: '0042' } })
    expect(mended.health.problem).toBeUndefined()
  })

  test('is mended by itself when the supplier takes the key again', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    const broken = { status: 'broken' as const, health: { problem: 'The key was revoked.' } }
    await inTenant(ctx, (tx) => tx.update(connections).set(broken).where(eq(connections.id, id)))
    await checkBalance.run({ tenantId: ctx.tenantId, id })
    const mended = await getTelecom(ctx, id)
    expect([mended.status, mended.health.problem]).toEqual(['connected', undefined])
  })

  test('warns when the balance no longer pays for what is sold, or falls below the limit', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    const { balance } = await getTelecom(ctx, id)
    expect(await getTelecom(ctx, id)).toMatchObject({ warning: null })
    await changeTelecom(ctx, { id, name: 'eSIM Go', lowBalance: '9999999' })
    expect((await getTelecom(ctx, id)).warning).toContain('below the limit')
    await changeTelecom(ctx, { id, name: 'eSIM Go', lowBalance: '' })
    expect(await getTelecom(ctx, id)).toMatchObject({ warning: null })

    const [offer] = await offersOf(ctx, id)
    await makePlan(ctx, { connectionId: id, offerId: offer!.id })
    const poor = { balance: '0', currency: balance!.currency }
    await inTenant(ctx, (tx) => tx.update(connections).set({ facts: poor }).where(eq(connections.id, id)))
    expect((await getTelecom(ctx, id)).warning).toContain('does not pay')
  }, 30_000)

  test('is looked at by the clock', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await inTenant(ctx, (tx) => tx.update(connections).set({ facts: {} }).where(eq(connections.id, id)))
    await checkBalances.run({})
    await runJobs(jobs)
    const { balance, facts } = await getTelecom(ctx, id)
    expect(balance).toEqual(money(BigInt(facts.balance!), facts.currency!))
  }, 60_000)
})

describe('deleting a telecom', () => {
  test('is refused while plans or SIMs need it, and says what does', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await makePlan(ctx, { connectionId: id })
    await makeSim(ctx, { connectionId: id })
    await expect(deleteTelecom(ctx, id)).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringContaining('1 plan and SIMs'),
    })
    expect(await listTelecoms(ctx)).toMatchObject([{ id }])
  })

  test('takes its catalogue and its webhook address along', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    await runJobs(jobs)
    await deleteTelecom(ctx, id)
    expect(await listTelecoms(ctx)).toEqual([])
    expect(await offersOf(ctx, id)).toEqual([])
    expect(await db.select().from(addresses).where(eq(addresses.entityId, id))).toEqual([])
  }, 30_000)
})

describe('strangers', () => {
  test("another tenant's telecom does not exist", async () => {
    const [ctx, stranger] = [await makeTenant(), await makeTenant()]
    const { id } = await connect(ctx)
    const missing = { code: 'not_found' }
    await expect(getTelecom(stranger, id)).rejects.toMatchObject(missing)
    await expect(recheckTelecom(stranger, id)).rejects.toMatchObject(missing)
    await expect(requestSync(stranger, id)).rejects.toMatchObject(missing)
    await expect(deleteTelecom(stranger, id)).rejects.toMatchObject(missing)
    await expect(changeTelecom(stranger, { id, name: 'Mine' })).rejects.toMatchObject(missing)
    await expect(replaceTelecomKey(stranger, { id, apiKey: 'sbx_esimgo_stranger' })).rejects.toMatchObject(
      missing,
    )
    await expect(setConnectionUse(stranger, id, false)).rejects.toMatchObject(missing)
    expect(await listTelecoms(stranger)).toEqual([])
    expect(await getTelecom(ctx, id)).toMatchObject({
      status: 'connected',
      facts: { last4: expect.any(String) },
    })
    expect(await db.select().from(addresses).where(eq(addresses.entityId, id))).toHaveLength(1)
  })

  test('who may only look changes nothing, and staff of a company see no telecom', async () => {
    const ctx = await makeTenant()
    const { id } = await connect(ctx)
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    const denied = { code: 'forbidden' }
    expect(await getTelecom(viewer, id)).toMatchObject({ id })
    await expect(connect(viewer)).rejects.toMatchObject(denied)
    await expect(recheckTelecom(viewer, id)).rejects.toMatchObject(denied)
    await expect(requestSync(viewer, id)).rejects.toMatchObject(denied)
    await expect(deleteTelecom(viewer, id)).rejects.toMatchObject(denied)
    await expect(replaceTelecomKey(viewer, { id, apiKey: 'sbx_esimgo_viewer' })).rejects.toMatchObject(denied)
    const staff = await makeMember(ctx.tenantId, 'company')
    await expect(listTelecoms(staff)).rejects.toMatchObject(denied)
  })
})
