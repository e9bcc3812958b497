import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { audits, orders, plans, planVersions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import {
  makeCompany,
  makeConnection,
  makeMember,
  makePlan,
  makeSim,
  makeStore,
  makeTenant,
} from '@/lib/testing/make'
import { getPlan } from './get'
import { PlanInput } from './input'
import { listPlans, PlanQuery } from './list'
import { upsertOffers } from './offers'
import { archivePlan, publishPlan, restorePlan, unpublishPlan } from './publish'
import { savePlan } from './save'

const query = (values: object = {}) => PlanQuery.parse(values)

const input = (connectionId: string, with_: object = {}) =>
  PlanInput.parse({
    name: 'Greece 5 GB',
    connectionId,
    dataBytes: 5_000_000_000n,
    days: 30,
    currency: 'EUR',
    amount: 900n,
    countries: ['gr'],
    ...with_,
  })

async function makeOffer(ctx: Context, connectionId: string, externalId = 'esim_1GB_7D_GR_V2') {
  await inTenant(ctx, (tx) =>
    upsertOffers(tx, connectionId, [
      { externalId, name: 'Greece 1 GB', days: 7, countries: ['GR'], cost: 120n, currency: 'EUR', hash: 'a' },
    ]),
  )
  return externalId
}

async function shop() {
  const ctx = await makeTenant()
  return { ctx, connection: await makeConnection(ctx) }
}

const versionsOf = (ctx: Context, planId: string) =>
  inTenant(ctx, (tx) =>
    tx.select().from(planVersions).where(eq(planVersions.planId, planId)).orderBy(planVersions.number),
  )

test('a refill must name an offer that its operator has', async () => {
  const { ctx, connection } = await shop()
  const offer = await makeOffer(ctx, connection.id)
  const other = await makeConnection(ctx)
  const size = { bytes: 1_000_000_000n, amount: 300n, place: 2 }
  const save = (connectionId: string, named: string | null) =>
    savePlan(ctx, input(connectionId, { canTopUp: true, refills: [{ ...size, offer: named }] }))
  await expect(save(connection.id, 'esim_unknown')).rejects.toMatchObject({
    detail: { fields: { refillOffer2: [expect.stringContaining('has no offer')] } },
  })
  await expect(save(other.id, offer)).rejects.toMatchObject({ code: 'invalid' })
  const made = await save(connection.id, offer)
  const [version] = await versionsOf(ctx, made.id)
  expect(version!.refills).toEqual([{ bytes: '1000000000', amount: '300', days: 30, offer }])
  await expect(save(connection.id, null)).resolves.toMatchObject({ number: 1 })
})

describe('what was sold stays what it was', () => {
  test('changed terms become a new version, and the old one keeps every word', async () => {
    const { ctx, connection } = await shop()
    const made = await savePlan(ctx, input(connection.id))
    const [before] = await versionsOf(ctx, made.id)

    const changed = await savePlan(ctx, input(connection.id, { id: made.id, amount: 1_100n, days: 14 }))

    expect(changed).toMatchObject({ id: made.id, slug: made.slug, number: 2, isNewVersion: true })
    const [first, second] = await versionsOf(ctx, made.id)
    expect(first).toEqual(before)
    expect(second).toMatchObject({ amount: 1_100n, days: 14, name: 'Greece 5 GB' })
    expect((await getPlan(ctx, made.id)).version.id).toBe(second!.id)
  })

  test('a change of labels, company or publication makes no version', async () => {
    const { ctx, connection } = await shop()
    const company = await makeCompany(ctx)
    const made = await savePlan(ctx, input(connection.id))
    const more = { id: made.id, labels: ['summer'], companyId: company.id, isPublished: true }

    const changed = await savePlan(ctx, input(connection.id, more))

    expect(changed).toMatchObject({ versionId: made.versionId, number: 1, isNewVersion: false })
    expect((await getPlan(ctx, made.id)).plan).toMatchObject({ labels: ['summer'], companyId: company.id })
  })

  test('of two people who change the same version, the second is told', async () => {
    const { ctx, connection } = await shop()
    const made = await savePlan(ctx, input(connection.id))
    const seen = { id: made.id, versionId: made.versionId }
    const tries = [1_000n, 1_200n, 1_300n].map((amount) =>
      savePlan(ctx, input(connection.id, { ...seen, amount })),
    )
    const done = await Promise.allSettled(tries)
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await versionsOf(ctx, made.id)).toHaveLength(2)
  })

  test('a plan that SIMs have keeps its operator', async () => {
    const { ctx, connection } = await shop()
    const other = await makeConnection(ctx)
    const made = await savePlan(ctx, input(connection.id))
    expect(await savePlan(ctx, input(other.id, { id: made.id }))).toMatchObject({ id: made.id })
    await makeSim(ctx, { planId: made.id, connectionId: other.id })
    await expect(savePlan(ctx, input(connection.id, { id: made.id }))).rejects.toMatchObject({
      detail: { fields: { connectionId: [expect.stringContaining('its operator stays')] } },
    })
  })

  test('a plan keeps its offer while an order of it is on its way', async () => {
    const { ctx, connection } = await shop()
    await makeOffer(ctx, connection.id, 'one')
    await makeOffer(ctx, connection.id, 'two')
    const made = await savePlan(ctx, input(connection.id, { offer: 'one' }))
    const store = await makeStore(ctx)
    const [order] = await inTenant(ctx, (tx) =>
      tx
        .insert(orders)
        .values({
          storeId: store.id,
          tokenHash: made.id,
          tokenSealed: '',
          email: 'a@example.test',
          planVersionId: made.versionId,
          amount: 900n,
          currency: 'EUR',
          mode: 'test',
          checkoutKey: made.id,
          expiresAt: new Date(),
          consent: { termsVersion: 1, device: true, ip: '', agent: '' },
        })
        .returning(),
    )
    const change = () => savePlan(ctx, input(connection.id, { id: made.id, offer: 'two' }))
    await expect(change()).rejects.toMatchObject({ detail: { fields: { offer: [expect.any(String)] } } })
    await inTenant(ctx, (tx) =>
      tx.update(orders).set({ status: 'fulfilled' }).where(eq(orders.id, order!.id)),
    )
    expect(await change()).toMatchObject({ isNewVersion: true })
  })
})

describe('the address of a plan', () => {
  test('plans of one name made at once get different addresses, and a new name keeps the address', async () => {
    const { ctx, connection } = await shop()
    const made = await Promise.all(
      Array.from({ length: 4 }, () => savePlan(ctx, input(connection.id, { name: 'Türkiye 5 GB' }))),
    )
    expect(made.map(({ slug }) => slug).sort()).toEqual([
      'turkiye-5-gb',
      'turkiye-5-gb-2',
      'turkiye-5-gb-3',
      'turkiye-5-gb-4',
    ])
    const renamed = await savePlan(ctx, input(connection.id, { id: made[0]!.id, name: 'Turkey' }))
    expect(renamed.slug).toBe(made[0]!.slug)
  })
})

describe('the store', () => {
  test('sells no plan that is free, of a disabled operator, or of an offer that is gone', async () => {
    const { ctx, connection } = await shop()
    const disabled = await makeConnection(ctx, { status: 'disabled' })
    const supplier = await makeConnection(ctx)
    await makeOffer(ctx, supplier.id)
    const publish = (id: string, with_: object) => savePlan(ctx, input(id, { isPublished: true, ...with_ }))
    const at = (field: string) => ({ detail: { fields: { [field]: [expect.any(String)] } } })

    await expect(publish(connection.id, { amount: 0n })).rejects.toMatchObject(at('price'))
    await expect(publish(disabled.id, {})).rejects.toMatchObject(at('connectionId'))
    await expect(publish(supplier.id, {})).rejects.toMatchObject(at('offer'))
    await expect(publish(supplier.id, { offer: 'unheard-of' })).rejects.toMatchObject(at('offer'))
    expect(await publish(supplier.id, { offer: 'esim_1GB_7D_GR_V2' })).toMatchObject({ number: 1 })
    expect((await listPlans(ctx, query())).rows).toHaveLength(1)
  })

  test('a plan goes in and out, and an archived one must be restored first', async () => {
    const { ctx, connection } = await shop()
    const { id } = await savePlan(ctx, input(connection.id))
    await publishPlan(ctx, id)
    expect((await listPlans(ctx, query({ state: 'published' }))).rows).toHaveLength(1)
    await unpublishPlan(ctx, id)
    expect((await listPlans(ctx, query({ state: 'draft' }))).rows).toHaveLength(1)
    await publishPlan(ctx, id)
    await archivePlan(ctx, id)
    expect((await listPlans(ctx, query())).rows).toEqual([])
    await expect(publishPlan(ctx, id)).rejects.toMatchObject({ code: 'precondition' })
    await restorePlan(ctx, id)
    expect((await getPlan(ctx, id)).plan).toMatchObject({ archivedAt: null, isPublished: false })
  })

  test('what a plan costs and leaves is shown to those who may see telecoms', async () => {
    const { ctx, connection } = await shop()
    const offer = await makeOffer(ctx, connection.id)
    const { id } = await savePlan(ctx, input(connection.id, { offer }))
    const eur = (amount: bigint) => ({ amount, currency: 'EUR' })
    expect((await getPlan(ctx, id)).margin).toEqual({ cost: eur(120n), left: eur(780n), percent: 87 })
    const staff = await makeMember(ctx.tenantId, 'company', (await makeCompany(ctx)).id)
    expect(await getPlan(staff, id)).toMatchObject({ margin: null, offer: null })
    expect((await listPlans(staff, query())).rows[0]).toMatchObject({ margin: null })
  })
})

describe('strangers', () => {
  test("another tenant's plan, operator and company do not exist", async () => {
    const [{ ctx, connection }, stranger] = [await shop(), await makeTenant()]
    const plan = await makePlan(ctx)
    const company = await makeCompany(ctx)
    const own = await makeConnection(stranger)
    const missing = { code: 'not_found' }
    await expect(getPlan(stranger, plan.id)).rejects.toMatchObject(missing)
    await expect(savePlan(stranger, input(own.id, { id: plan.id }))).rejects.toMatchObject(missing)
    for (const verb of [publishPlan, unpublishPlan, archivePlan, restorePlan])
      await expect(verb(stranger, plan.id)).rejects.toMatchObject(missing)
    await expect(savePlan(stranger, input(connection.id))).rejects.toMatchObject({ code: 'invalid' })
    await expect(savePlan(stranger, input(own.id, { companyId: company.id }))).rejects.toMatchObject({
      detail: { fields: { companyId: [expect.any(String)] } },
    })
    expect((await listPlans(stranger, query())).rows).toEqual([])
    const [kept] = await inTenant(ctx, (tx) => tx.select().from(plans).where(eq(plans.id, plan.id)))
    expect(kept).toMatchObject({ isPublished: true, archivedAt: null })
  })

  test("staff of a company see no other company's plans", async () => {
    const { ctx, connection } = await shop()
    const [mine, others] = [await makeCompany(ctx), await makeCompany(ctx)]
    await savePlan(ctx, input(connection.id, { name: 'For all' }))
    await savePlan(ctx, input(connection.id, { name: 'Mine', companyId: mine.id }))
    const hidden = await savePlan(ctx, input(connection.id, { name: 'Theirs', companyId: others.id }))
    const staff = await makeMember(ctx.tenantId, 'company', mine.id)
    expect((await listPlans(staff, query())).rows.map(({ name }) => name)).toEqual(['Mine', 'For all'])
    await expect(getPlan(staff, hidden.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('who may only look changes nothing', async () => {
    const { ctx, connection } = await shop()
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    const { id } = await savePlan(ctx, input(connection.id))
    await expect(savePlan(viewer, input(connection.id))).rejects.toMatchObject({ code: 'forbidden' })
    for (const verb of [publishPlan, unpublishPlan, archivePlan, restorePlan])
      await expect(verb(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await getPlan(viewer, id)).plan.isPublished).toBe(false)
  })
})

test('who changed what is written down', async () => {
  const { ctx, connection } = await shop()
  const { id } = await savePlan(ctx, input(connection.id))
  await savePlan(ctx, input(connection.id, { id, amount: 1n }))
  const found = await inTenant(ctx, (tx) =>
    tx.select().from(audits).where(eq(audits.entityId, id)).orderBy(audits.id),
  )
  expect(found.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['plan.created', ctx.actor.id],
    ['plan.changed', ctx.actor.id],
  ])
  expect(found[1]!.detail).toMatchObject({ changed: ['amount'], version: 2 })
})

test('plans are paged, the newest first', async () => {
  const { ctx, connection } = await shop()
  for (const name of ['One', 'Two', 'Three']) await savePlan(ctx, input(connection.id, { name }))
  const first = await listPlans(ctx, query({ size: 2 }))
  expect(first.rows.map(({ name }) => name)).toEqual(['Three', 'Two'])
  const second = await listPlans(ctx, query({ size: 2, after: first.next }))
  expect(second).toMatchObject({ rows: [{ name: 'One' }], next: null })
  expect((await listPlans(ctx, query({ q: 'thr' }))).rows).toHaveLength(1)
  expect((await listPlans(ctx, query({ q: '%' }))).rows).toHaveLength(0)
})
