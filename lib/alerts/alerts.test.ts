import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { alerts, audits, tenants, users } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo } from '@/lib/testing/mail'
import { makeCompany, makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { mailAlert } from './jobs'
import { AlertQuery, countAlerts, endAlert, listAlerts, reopenAlert, takeOn } from './list'
import { clearAlert, keepAlerts, raiseAlert, type Trouble } from './raise'

const trouble = (with_: Partial<Trouble> = {}): Trouble => ({
  kind: 'refunds.failed',
  subject: 'ref_1',
  mode: 'live',
  title: 'A refund failed',
  detail: 'Pay the buyer back another way.',
  href: '/transactions/ref_1',
  ...with_,
})

const raise = (ctx: Context, with_: Partial<Trouble> = {}) =>
  inTenant(ctx, (tx) => raiseAlert(tx, ctx.tenantId, trouble(with_)))

const alertsOf = async (ctx: Context, state = 'open') =>
  (await listAlerts(ctx, AlertQuery.parse({ state }))).rows

async function mailsOf({ actor }: Context) {
  const [user] = await db.select().from(users).where(eq(users.id, actor.id))
  return mailsTo(user!.email)
}

test('the same trouble again, ten times at once too, is one alert, and one mail to each owner and admin', async () => {
  const ctx = await makeTenant()
  const [admin, viewer] = [await makeMember(ctx.tenantId, 'admin'), await makeMember(ctx.tenantId, 'viewer')]
  await Promise.all(Array.from({ length: 10 }, () => raise(ctx)))
  await runJobs([mailAlert])
  expect(await alertsOf(ctx)).toMatchObject([{ title: 'A refund failed', times: 10 }])
  expect(await mailsOf(ctx)).toHaveLength(1)
  expect(await mailsOf(admin)).toHaveLength(1)
  expect(await mailsOf(viewer)).toEqual([])
})

test('what is over is cleared and not mailed; when it comes again it is told again', async () => {
  const ctx = await makeTenant()
  await raise(ctx)
  await inTenant(ctx, (tx) => clearAlert(tx, 'refunds.failed', 'ref_1'))
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toEqual([])
  await raise(ctx)
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toHaveLength(1)
  expect(await alertsOf(ctx)).toHaveLength(1)
  expect(await alertsOf(ctx, 'over')).toHaveLength(1)
})

test('a look at all troubles of a kind raises what it finds, clears what is gone, leaves other kinds alone', async () => {
  const ctx = await makeTenant()
  await raise(ctx)
  await raise(ctx, { kind: 'refunds.slow', subject: 'ref_2' })
  await inTenant(ctx, (tx) => keepAlerts(tx, ctx.tenantId, 'refunds.failed', [trouble({ subject: 'ref_3' })]))
  expect((await alertsOf(ctx)).map(({ subject }) => subject)).toEqual(['ref_3', 'ref_2'])
})

test('those whom the organization named are mailed in place of owners', async () => {
  const ctx = await makeTenant({ notifications: { 'refunds.failed': ['finance@example.test'] } })
  await raise(ctx, { title: 'A refund of ours failed' })
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toEqual([])
  const mails = await mailsTo('finance@example.test')
  expect(mails.map(({ props }) => props.title)).toEqual(['A refund of ours failed'])
})

test('trouble with test cards is mailed only while no real money is taken', async () => {
  const ctx = await makeTenant()
  await makeConnection(ctx, { kind: 'psp', provider: 'stripe', mode: 'live' })
  await raise(ctx, { mode: 'test' })
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toEqual([])
  expect(await alertsOf(ctx)).toHaveLength(1)
})

test('an alert is taken on once, by who may; strangers and company staff do not know of it', async () => {
  const ctx = await makeTenant()
  await raise(ctx)
  const { id } = (await alertsOf(ctx))[0]!
  const company = await makeCompany(ctx)
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  for (const other of [await makeTenant(), staff]) {
    expect(await alertsOf(other)).toEqual([])
  }
  await expect(takeOn(await makeTenant(), id)).rejects.toMatchObject({ code: 'not_found' })
  for (const reader of [staff, await makeMember(ctx.tenantId, 'viewer')])
    await expect(takeOn(reader, id)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await countAlerts(ctx)).toBe(1)
  const support = await makeMember(ctx.tenantId, 'support')
  await takeOn(support, id)
  await takeOn(ctx, id)
  expect(await countAlerts(ctx)).toBe(0)
  expect((await alertsOf(ctx))[0]?.seenBy).toBe(support.actor.id)
})

test('a kind that nobody should be mailed of stays in the portal', async () => {
  const ctx = await makeTenant()
  await db
    .update(tenants)
    .set({ notifications: { 'refunds.failed': [] } })
    .where(eq(tenants.id, ctx.tenantId))
  await raise(ctx)
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toEqual([])
})

test('a dispute that is due is reminded of in its own mail, and not in a second one', async () => {
  const ctx = await makeTenant()
  await raise(ctx, { kind: 'disputes.due' })
  await runJobs([mailAlert])
  expect(await mailsOf(ctx)).toEqual([])
  expect(await alertsOf(ctx)).toHaveLength(1)
})

test('what nothing else can tell the end of is ended by a person, once; the rest ends by itself', async () => {
  const ctx = await makeTenant()
  await raise(ctx, { kind: 'payouts.failed' })
  await raise(ctx, { kind: 'conflicts.open' })
  const idOf = async (kind: string) => (await alertsOf(ctx)).find((each) => each.kind === kind)!.id
  const id = await idOf('payouts.failed')
  await expect(endAlert(await makeTenant(), id)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(endAlert(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(endAlert(ctx, await idOf('conflicts.open'))).rejects.toMatchObject({ code: 'precondition' })
  await endAlert(ctx, id)
  await endAlert(ctx, id)
  expect(await alertsOf(ctx)).toMatchObject([{ kind: 'conflicts.open' }])
  expect(await alertsOf(ctx, 'over')).toMatchObject([{ id, seenBy: ctx.actor.id }])
})

test('what was ended too early is opened again, unless the same trouble was told of anew', async () => {
  const ctx = await makeTenant()
  await raise(ctx, { kind: 'payouts.failed' })
  const { id } = (await alertsOf(ctx))[0]!
  await endAlert(ctx, id)
  await expect(reopenAlert(await makeTenant(), id)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(reopenAlert(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
  await reopenAlert(ctx, id)
  await reopenAlert(ctx, id)
  expect(await alertsOf(ctx)).toMatchObject([{ id, clearedAt: null }])
  const told = await inTenant(ctx, (tx) =>
    tx.select().from(audits).where(eq(audits.entityId, id)).orderBy(audits.id),
  )
  expect(told.map(({ action }) => action)).toEqual(['alert.ended', 'alert.reopened'])

  await endAlert(ctx, id)
  await raise(ctx, { kind: 'payouts.failed' })
  await expect(reopenAlert(ctx, id)).rejects.toMatchObject({ code: 'conflict' })
  expect((await alertsOf(ctx)).map((each) => each.id)).not.toContain(id)
})

test('an alert that ends by itself is not opened by a person', async () => {
  const ctx = await makeTenant()
  await raise(ctx, { kind: 'conflicts.open' })
  const { id } = (await alertsOf(ctx))[0]!
  await inTenant(ctx, (tx) => tx.update(alerts).set({ clearedAt: new Date() }))
  await expect(reopenAlert(ctx, id)).rejects.toMatchObject({ code: 'precondition' })
})
