import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignments, simEvents, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { iccidBody } from '@/lib/core/iccid'
import { startSandbox } from '@/lib/sandbox/start'
import { makeTempFolder } from '@/lib/testing/folder'
import { makeConnection, makePlan, makeSim, makeTenant } from '@/lib/testing/make'
import { refreshSim } from './refresh'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

async function buyAtSupplier(apiKey: string) {
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
    return (await fetch(`${sandbox.url}/esim-go/v2.5${path}`, { headers, ...init })).json()
  }
  const [bundle] = (await call('/catalogue?perPage=1&countries=GR')) as { name: string }[]
  const order = [{ type: 'bundle', quantity: 1, item: bundle!.name }]
  const made = (await call('/orders', {
    method: 'POST',
    body: JSON.stringify({ type: 'transaction', assign: true, order }),
  })) as { order: { esims: { iccid: string }[] }[] }
  return made.order[0]!.esims[0]!.iccid
}

const use = (iccid: string, bytes: number) =>
  fetch(`${sandbox.url}/_sandbox/esim/${iccid}/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bytes }),
  })

test('first use makes a SIM active once, and what is left is what the carrier says', async () => {
  const ctx = await makeTenant()
  const apiKey = 'sbx_esimgo_usage_unlimited'
  const connection = await makeConnection(ctx, {
    provider: 'esim-go',
    endpoint: `${sandbox.url}/esim-go/v2.5`,
    plain: { apiKey },
  })
  const plan = await makePlan(ctx, { connectionId: connection.id })
  const iccid = await buyAtSupplier(apiKey)
  const sim = await makeSim(ctx, {
    iccid,
    iccidBody: iccidBody(iccid),
    connectionId: connection.id,
    status: 'activation_ready',
  })
  const [assignment] = await inTenant(ctx.tenantId, async (tx) => {
    const made = await tx
      .insert(assignments)
      .values({ simId: sim.id, planVersionId: plan.versionId })
      .returning()
    await tx.update(sims).set({ assignmentId: made[0]!.id }).where(eq(sims.id, sim.id))
    return made
  })
  await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance_s: 60 }),
  })
  await use(iccid, 1_000_000)
  expect(await refreshSim(connection, iccid)).toBe(true)
  await use(iccid, 2_000_000)
  await refreshSim(connection, iccid)
  const [now] = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims).where(eq(sims.id, sim.id)))
  const [used] = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(assignments).where(eq(assignments.id, assignment!.id)),
  )
  const told = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(simEvents).where(eq(simEvents.kind, 'first_usage')),
  )
  expect([now!.status, now!.monthBytes, used!.usedBytes, told.length]).toEqual([
    'active',
    3_000_000n,
    3_000_000n,
    1,
  ])
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(sims).set({ status: 'suspended', suspendReason: 'unpaid' }).where(eq(sims.id, sim.id)),
  )
  await refreshSim(connection, iccid)
  const [kept] = await inTenant(ctx.tenantId, (tx) => tx.select().from(sims).where(eq(sims.id, sim.id)))
  expect([kept!.status, kept!.suspendReason]).toEqual(['suspended', 'unpaid'])
})

test('a SIM of nobody is not ours, whoever tells of it', async () => {
  const ctx = await makeTenant()
  const connection = await makeConnection(ctx, {
    provider: 'esim-go',
    endpoint: `${sandbox.url}/esim-go/v2.5`,
    plain: { apiKey: 'sbx_esimgo_nobody' },
  })
  expect(await refreshSim(connection, '8944538532008160222')).toBe(false)
})
