import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { simEvents, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { iccidBody } from '@/lib/core/iccid'
import { startSandbox } from '@/lib/sandbox/start'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeConnection, makeIccid, makeMember, makeSim, makeTenant } from '@/lib/testing/make'
import { getSim } from './get'
import { verifySims } from './jobs'
import { doOne } from './runs/one'
import { recheckSim, verifyPending } from './verify'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** An organization at the supplier with one eSIM that is really there. */
async function makeCustomer(name: string) {
  const apiKey = `sbx_esimgo_${name}_unlimited`
  const ctx = await makeTenant()
  const connection = await makeConnection(ctx, {
    provider: 'esim-go',
    name: 'eSIM Go',
    endpoint: `${sandbox.url}/esim-go/v2.5`,
    plain: { apiKey },
  })
  const headers = { 'x-api-key': apiKey }
  const catalogue = await fetch(`${sandbox.url}/esim-go/v2.5/catalogue?perPage=1&countries=GR`, { headers })
  const [bundle] = (await catalogue.json()) as { name: string }[]
  const order = [{ type: 'bundle', quantity: 1, item: bundle!.name }]
  const bought = await post('/esim-go/v2.5/orders', { type: 'transaction', assign: true, order }, headers)
  const made = (await bought.json()) as { order: { esims: { iccid: string }[] }[] }
  return { ctx, connection, iccid: made.order[0]!.esims[0]!.iccid }
}

const simOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(sims).where(eq(sims.id, id)))[0]!)

const atSupplier = async (iccid: string, apiKey: string) => {
  const headers = { 'x-api-key': apiKey }
  return (await fetch(`${sandbox.url}/esim-go/v2.5/esims/${iccid}`, { headers })).text()
}

test('the operator is asked about imported SIMs: what it knows is fine, what it does not is invalid', async () => {
  const { ctx, connection, iccid } = await makeCustomer('verify')
  const of = { connectionId: connection.id, isPending: true }
  const known = await makeSim(ctx, { ...of, iccid, iccidBody: iccidBody(iccid) })
  const strange = await makeSim(ctx, { ...of, iccid: makeIccid() })
  expect(await verifyPending(ctx.tenantId, connection.id, 60_000)).toBe(true)
  expect(await simOf(ctx, known.id)).toMatchObject({ isPending: false, integration: 'ok' })
  expect(await simOf(ctx, strange.id)).toMatchObject({ isPending: false, integration: 'error' })
  expect((await getSim(ctx, strange.id)).history).toMatchObject([{ text: 'eSIM Go does not know this SIM' }])
})

test('an operator that does not answer leaves a SIM pending, and is asked again', async () => {
  const { ctx, connection, iccid } = await makeCustomer('down')
  const sim = await makeSim(ctx, { connectionId: connection.id, iccid, isPending: true })
  await post('/_sandbox/faults', {
    service: 'esim-go',
    path: '/esim-go/v2.5/esims/*',
    times: 1,
    fault: 'status:500',
  })
  await expect(verifyPending(ctx.tenantId, connection.id, 60_000)).rejects.toThrow()
  expect(await simOf(ctx, sim.id)).toMatchObject({ isPending: true, integration: 'none' })
  expect(await verifyPending(ctx.tenantId, connection.id, 60_000)).toBe(true)
  expect(await simOf(ctx, sim.id)).toMatchObject({ isPending: false, integration: 'ok' })
})

test('SIMs of a telecom that cannot be asked are believed', async () => {
  const ctx = await makeTenant()
  const sim = await makeSim(ctx, { isPending: true })
  await verifyPending(ctx.tenantId, sim.connectionId, 60_000)
  expect(await simOf(ctx, sim.id)).toMatchObject({ isPending: false, integration: 'none' })
  await expect(recheckSim(ctx, sim.id)).rejects.toMatchObject({ code: 'precondition' })
})

test('an invalid SIM is asked about again when a person wishes', async () => {
  const { ctx, connection, iccid } = await makeCustomer('again')
  const sim = await makeSim(ctx, { connectionId: connection.id, iccid, integration: 'error' })
  await recheckSim(ctx, sim.id)
  await runJobs([verifySims])
  expect(await simOf(ctx, sim.id)).toMatchObject({ isPending: false, integration: 'ok' })
  await expect(recheckSim(await makeTenant(), sim.id)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(recheckSim(viewer, sim.id)).rejects.toMatchObject({ code: 'forbidden' })
})

test('a suspension stops the SIM at the operator too, and resuming lets it go on', async () => {
  const { ctx, connection, iccid } = await makeCustomer('suspend')
  const sim = await makeSim(ctx, { connectionId: connection.id, iccid, status: 'active', integration: 'ok' })
  const before = await atSupplier(iccid, 'sbx_esimgo_suspend_unlimited')
  const change = { selection: { ids: [sim.id] } }
  await doOne(ctx, { ...change, kind: 'suspend', input: { reason: 'lost' } })
  expect(await simOf(ctx, sim.id)).toMatchObject({ status: 'suspended', suspendReason: 'lost' })
  expect(await atSupplier(iccid, 'sbx_esimgo_suspend_unlimited')).not.toBe(before)
  expect((await getSim(ctx, sim.id)).canSuspend).toBe(true)
  await doOne(ctx, { ...change, kind: 'resume', input: {} })
  expect((await simOf(ctx, sim.id)).status).toBe('active')
  const events = await inTenant(ctx.tenantId, (tx) => tx.select().from(simEvents).orderBy(simEvents.id))
  expect(events.map(({ text }) => text)).toEqual(['Suspended: lost', 'Resumed'])
})

test('a SIM that the operator would not stop stays active, and the person is told why', async () => {
  const { ctx, connection, iccid } = await makeCustomer('refuse')
  const sim = await makeSim(ctx, { connectionId: connection.id, iccid, status: 'active' })
  await post('/_sandbox/faults', { service: 'esim-go', path: '/suspend', times: 1, fault: 'status:500' })
  const suspend = { kind: 'suspend' as const, selection: { ids: [sim.id] }, input: { reason: 'lost' } }
  await expect(doOne(ctx, suspend)).rejects.toMatchObject({ code: 'precondition' })
  expect((await simOf(ctx, sim.id)).status).toBe('active')
})
