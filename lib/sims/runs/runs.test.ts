import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { assignments, runResults, runs, simEvents, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { SimFilter } from '@/lib/sims/filter'
import { reserveSim, sellSim } from '@/lib/sims/stock'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { makeCompany, makeConnection, makeMember, makePlan, makeSim, makeTenant } from '@/lib/testing/make'
import type { ChangeName } from './changes'
import { doRun } from './jobs'
import { getRun, listRuns, RunQuery } from './list'
import { doOne } from './one'
import type { Selection } from './selection'
import { retryRun, startRun } from './start'
import { workOn } from './work'

const simOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(sims).where(eq(sims.id, id)))[0]!)

async function run(ctx: Context, kind: ChangeName, selection: Selection, input: unknown = {}) {
  const id = await startRun(ctx, { kind, selection, input })
  await runJobs([doRun])
  const found = await getRun(ctx, id, RunQuery.parse({}))
  return { ...found.run, reasons: found.failures.rows.map(({ reason }) => reason) }
}

/** A telecom with a plan, and as many SIMs of it as are asked for. */
async function makeFleet(count: number, with_: Partial<typeof sims.$inferInsert> = {}) {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const plan = await makePlan(ctx, { connectionId })
  const made = []
  for (let n = 0; n < count; n++) made.push((await makeSim(ctx, { connectionId, ...with_ })).id)
  return { ctx, connectionId, plan, ids: made }
}

test('a plan is put on blank SIMs, which then wait for their first use', async () => {
  const { ctx, plan, ids } = await makeFleet(3)
  const done = await run(ctx, 'assignPlan', { ids }, { planId: plan.id })
  expect(done).toMatchObject({ status: 'finished', total: 3, ok: 3, failed: 0 })
  const sim = await simOf(ctx, ids[0]!)
  expect(sim).toMatchObject({ status: 'activation_ready', planId: plan.id })
  const [made] = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(assignments).where(eq(assignments.simId, sim.id)),
  )
  expect(made).toMatchObject({ id: sim.assignmentId, planVersionId: plan.versionId, status: 'ready' })
})

test('a SIM of another operator, a used one and a sold one keep what they have, each with its reason', async () => {
  const { ctx, plan, connectionId } = await makeFleet(0)
  const other = await makeSim(ctx)
  const used = await makeSim(ctx, { connectionId, status: 'active' })
  const sold = await makeSim(ctx, { connectionId, status: 'activation_ready', soldAt: new Date() })
  const pending = await makeSim(ctx, { connectionId, isPending: true })
  const invalid = await makeSim(ctx, { connectionId, integration: 'error' })
  const ids = [other, used, sold, pending, invalid].map(({ id }) => id)
  const { reasons, ok } = await run(ctx, 'assignPlan', { ids }, { planId: plan.id })
  expect(ok).toBe(0)
  expect(reasons).toEqual([
    expect.stringContaining('another operator'),
    expect.stringContaining('active'),
    expect.stringContaining('sold'),
    expect.stringContaining('still being asked'),
    expect.stringContaining('does not know'),
  ])
  expect((await simOf(ctx, other.id)).planId).toBeNull()
})

test('another plan takes the place of one that was never used, and a plan can be taken off', async () => {
  const { ctx, plan, ids, connectionId } = await makeFleet(1)
  await run(ctx, 'assignPlan', { ids }, { planId: plan.id })
  const second = await makePlan(ctx, { connectionId })
  await run(ctx, 'assignPlan', { ids }, { planId: second.id })
  const states = () =>
    inTenant(ctx.tenantId, async (tx) =>
      (await tx.select().from(assignments).orderBy(assignments.id)).map(({ status }) => status),
    )
  expect(await states()).toEqual(['revoked', 'ready'])
  await run(ctx, 'unassignPlan', { ids })
  expect(await states()).toEqual(['revoked', 'revoked'])
  expect(await simOf(ctx, ids[0]!)).toMatchObject({ status: 'inventory', planId: null, assignmentId: null })
})

test('an eSIM that a buyer is paying for cannot lose its plan, and once sold has one assignment', async () => {
  const { ctx, plan, ids } = await makeFleet(1, { hasCode: true })
  await run(ctx, 'assignPlan', { ids }, { planId: plan.id })
  const soon = new Date(Date.now() + 60_000)
  await inTenant(ctx.tenantId, (tx) => reserveSim(tx, plan.id, 'ord_test', soon))
  expect((await run(ctx, 'unassignPlan', { ids })).reasons[0]).toContain('being paid')
  expect((await run(ctx, 'archive', { ids })).reasons[0]).toContain('being paid')
  expect((await run(ctx, 'setCompany', { ids }, {})).ok).toBe(1)
  await inTenant(ctx.tenantId, async (tx) => {
    await sellSim(tx, ids[0]!, {
      orderId: 'ord_test',
      endUserId: null as never,
      planVersionId: plan.versionId,
    })
  })
  const made = await inTenant(ctx.tenantId, (tx) => tx.select().from(assignments))
  expect(made).toHaveLength(1)
  expect(made[0]).toMatchObject({ orderId: 'ord_test', status: 'ready' })
})

test('all that match a filter are done, and nothing that came later', async () => {
  const { ctx, ids, connectionId } = await makeFleet(3, { status: 'active' })
  await makeSim(ctx, { connectionId })
  const id = await startRun(ctx, {
    kind: 'suspend',
    selection: { filter: SimFilter.parse({ status: 'active' }) },
    input: { reason: 'lost' },
  })
  const late = await makeSim(ctx, { connectionId, status: 'active' })
  await runJobs([doRun])
  expect((await getRun(ctx, id, RunQuery.parse({}))).run).toMatchObject({ total: 3, ok: 3, failed: 0 })
  expect(await simOf(ctx, ids[2]!)).toMatchObject({ status: 'suspended', suspendReason: 'lost' })
  expect((await simOf(ctx, late.id)).status).toBe('active')
})

test('two workers on one run do each SIM once and count it once', async () => {
  const { ctx, plan, ids } = await makeFleet(40)
  const ends = Array.from({ length: 700 }, (_, n) => String(n).padStart(6, '0'))
  await inTenant(ctx.tenantId, (tx) =>
    tx.insert(sims).values(
      ends.map((end) => ({
        iccid: `8900777000000${end}`,
        iccidBody: `8900777000000${end}`,
        formFactor: 'esim' as const,
        connectionId: plan.connectionId,
      })),
    ),
  )
  const id = await startRun(ctx, {
    kind: 'assignPlan',
    selection: { filter: {} },
    input: { planId: plan.id },
  })
  await Promise.all([1, 2, 3].map(() => workOn(ctx.tenantId, id, 60_000)))
  expect((await getRun(ctx, id, RunQuery.parse({}))).run).toMatchObject({
    status: 'finished',
    ok: 700 + ids.length,
    failed: 0,
  })
  const made = await inTenant(ctx.tenantId, (tx) => tx.$count(assignments))
  expect(made).toBe(700 + ids.length)
})

test('a run that was stopped goes on behind the SIMs that it had done', async () => {
  const { ctx, ids } = await makeFleet(4)
  const id = await startRun(ctx, { kind: 'addLabel', selection: { ids }, input: { label: 'fleet' } })
  await inTenant(ctx.tenantId, (tx) => tx.update(runs).set({ cursor: ids[1]!, ok: 2 }).where(eq(runs.id, id)))
  await runJobs([doRun])
  expect((await getRun(ctx, id, RunQuery.parse({}))).run).toMatchObject({ status: 'finished', ok: 4 })
  const labels = await Promise.all(ids.map(async (each) => (await simOf(ctx, each)).labels.length))
  expect(labels).toEqual([0, 0, 1, 1])
})

test('what a run could not do is tried again alone', async () => {
  const { ctx, plan, ids } = await makeFleet(2)
  const shy = await makeSim(ctx, { connectionId: plan.connectionId, isPending: true })
  const first = await run(ctx, 'assignPlan', { ids: [...ids, shy.id] }, { planId: plan.id })
  expect(first).toMatchObject({ ok: 2, failed: 1 })
  await inTenant(ctx.tenantId, (tx) => tx.update(sims).set({ isPending: false }).where(eq(sims.id, shy.id)))
  const second = await retryRun(ctx, first.id)
  await runJobs([doRun])
  expect((await getRun(ctx, second, RunQuery.parse({}))).run).toMatchObject({ total: 1, ok: 1, failed: 0 })
  await expect(retryRun(ctx, second)).rejects.toMatchObject({ code: 'precondition' })
})

test('labels are added once and taken off, and a SIM holds at most twenty', async () => {
  const { ctx, ids } = await makeFleet(1, { labels: ['north'] })
  await run(ctx, 'addLabel', { ids }, { label: 'fleet' })
  await run(ctx, 'addLabel', { ids }, { label: 'fleet' })
  expect((await simOf(ctx, ids[0]!)).labels).toEqual(['north', 'fleet'])
  await run(ctx, 'removeLabel', { ids }, { label: 'north' })
  expect((await simOf(ctx, ids[0]!)).labels).toEqual(['fleet'])
  const full = await makeSim(ctx, { labels: Array.from({ length: 20 }, (_, n) => `l${n}`) })
  expect((await run(ctx, 'addLabel', { ids: [full.id] }, { label: 'more' })).reasons[0]).toContain(
    '20 labels',
  )
})

test('a SIM given to a company is seen by its staff, and every change stands in its history', async () => {
  const { ctx, ids } = await makeFleet(1)
  const company = await makeCompany(ctx, { name: 'Fleet Ltd' })
  await run(ctx, 'setCompany', { ids }, { companyId: company.id })
  expect((await simOf(ctx, ids[0]!)).companyId).toBe(company.id)
  const told = await inTenant(ctx.tenantId, (tx) => tx.select().from(simEvents))
  expect(told).toMatchObject([{ text: 'Given to Fleet Ltd', actorId: ctx.actor.id }])
})

test('one SIM is changed at once, and a refusal says why', async () => {
  const { ctx, ids } = await makeFleet(1)
  const input = { reason: 'stolen' }
  const change = { kind: 'suspend' as const, selection: { ids }, input }
  await expect(doOne(ctx, change)).rejects.toThrow('only an active SIM')
  await inTenant(ctx.tenantId, (tx) => tx.update(sims).set({ status: 'active' }).where(eq(sims.id, ids[0]!)))
  await doOne(ctx, change)
  expect((await simOf(ctx, ids[0]!)).status).toBe('suspended')
  await doOne(ctx, { ...change, kind: 'resume', input: {} })
  expect(await simOf(ctx, ids[0]!)).toMatchObject({ status: 'active', suspendReason: null })
})

test('viewers and company staff change nothing, and runs of others do not exist', async () => {
  const { ctx, plan, ids } = await makeFleet(1)
  const order = { kind: 'assignPlan' as const, selection: { ids }, input: { planId: plan.id } }
  const company = await makeCompany(ctx)
  for (const person of [
    await makeMember(ctx.tenantId, 'viewer'),
    await makeMember(ctx.tenantId, 'company', company.id),
  ])
    await expect(startRun(person, order)).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = await makeTenant()
  await expect(startRun(stranger, order)).rejects.toMatchObject({ code: 'invalid' })
  const theirs = await makePlan(stranger)
  await expect(startRun(stranger, { ...order, input: { planId: theirs.id } })).rejects.toMatchObject({
    code: 'precondition',
  })
  const id = await startRun(ctx, order)
  await expect(getRun(stranger, id, RunQuery.parse({}))).rejects.toMatchObject({ code: 'not_found' })
  await expect(retryRun(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  await expect(listRuns(staff, RunQuery.parse({}))).rejects.toMatchObject({ code: 'forbidden' })
  const found = await inTenant(stranger.tenantId, (tx) => tx.$count(runResults))
  expect(found).toBe(0)
})
