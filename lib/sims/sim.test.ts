import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { audits, endUsers, imports, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { checkOut } from '@/lib/orders/checkout'
import type { Context } from '@/lib/tenancy/context'
import {
  makeCheckoutInput,
  makeCompany,
  makeMember,
  makePlan,
  makeShop,
  makeSim,
  makeStock,
  makeTenant,
} from '@/lib/testing/make'
import { SimFilter } from './filter'
import { getSim } from './get'
import { listSims, SimQuery } from './list'
import { revealCodes } from './reveal'
import { doOne } from './runs/one'
import { SimInput, updateSim } from './update'

const find = (ctx: Context, query: Record<string, string> = {}) => listSims(ctx, SimQuery.parse(query))

const makeEndUser = (ctx: Context, email: string, companyId: string | null = null) =>
  inTenant(ctx.tenantId, (tx) => tx.insert(endUsers).values({ email, companyId }))

async function makeShopSim(ctx: Context) {
  const plan = await makePlan(ctx)
  return makeStock(ctx, plan.id, plan.connectionId)
}

test('a SIM of another organization or another company does not exist', async () => {
  const [ctx, stranger] = [await makeTenant(), await makeTenant()]
  const [ours, theirs] = [await makeCompany(ctx), await makeCompany(ctx)]
  const sim = await makeSim(ctx, { companyId: ours.id })
  const rival = await makeMember(ctx.tenantId, 'company', theirs.id)
  const own = await makeMember(ctx.tenantId, 'company', ours.id)
  for (const person of [stranger, rival]) {
    await expect(getSim(person, sim.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await find(person)).rows).toEqual([])
  }
  expect((await getSim(own, sim.id)).sim.iccid).toBe(sim.iccid)
  expect((await find(own)).rows.map(({ id }) => id)).toEqual([sim.id])
  await expect(updateSim(stranger, SimInput.parse({ id: sim.id }))).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(updateSim(own, SimInput.parse({ id: sim.id }))).rejects.toMatchObject({ code: 'forbidden' })
})

test('a list is paged by key without losing or repeating a SIM, and found by last digits and number', async () => {
  const ctx = await makeTenant()
  const made = []
  for (let n = 0; n < 5; n++) made.push(await makeSim(ctx, { msisdn: `3069000000${n}` }))
  const seen: string[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const page = await find(ctx, { size: '2', ...(after && { after }) })
    seen.push(...page.rows.map(({ id }) => id))
    after = page.next
  }
  expect(seen).toEqual(made.map(({ id }) => id).reverse())
  const one = made[2]!
  expect((await find(ctx, { q: one.iccid.slice(-7) })).rows.map(({ id }) => id)).toEqual([one.id])
  expect((await find(ctx, { q: one.msisdn! })).rows.map(({ id }) => id)).toEqual([one.id])
})

test('codes open only for those who may, and each look is written down', async () => {
  const ctx = await makeTenant()
  const sim = await makeShopSim(ctx)
  const codes = await revealCodes(ctx, sim.id)
  expect(codes).toMatchObject({ lpa: sim.lpa, smdpAddress: 'smdp.example.test' })
  expect(codes.qr).toContain('<svg')
  const looks = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(audits).where(eq(audits.entityId, sim.id)),
  )
  expect(looks.map(({ action, actorId }) => [action, actorId])).toEqual([['sim.reveal', ctx.actor.id]])
  expect(JSON.stringify(looks)).not.toContain('smdp')
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(revealCodes(viewer, sim.id)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(revealCodes(await makeTenant(), sim.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('what is shown of a SIM holds no code', async () => {
  const ctx = await makeTenant()
  const sim = await makeShopSim(ctx)
  const shown = await getSim(ctx, sim.id)
  const text = JSON.stringify(shown, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
  expect(text).not.toContain('smdp')
  expect(text).not.toContain(sim.secretId!)
  expect(shown.hasSecrets).toBe(true)
})

test('who looked at codes stands in the history for staff, and not for people of a company', async () => {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx)
  const sim = await makeShopSim(ctx)
  await inTenant(ctx.tenantId, (tx) =>
    tx.update(sims).set({ companyId: company.id }).where(eq(sims.id, sim.id)),
  )
  await revealCodes(ctx, sim.id)
  const { history } = await getSim(ctx, sim.id)
  expect(history).toMatchObject([{ text: 'Codes revealed', who: 'A owner' }])
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  expect((await getSim(staff, sim.id)).history).toEqual([])
})

test('staff of a company see neither the sale nor the file that their SIM came from', async () => {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx)
  const shop = await makeShop(ctx)
  const store = { tenantId: ctx.tenantId, id: shop.store.id }
  const { orderId } = await checkOut(store, makeCheckoutInput(shop), { ip: '192.0.2.1', agent: 'test' })
  const { id } = shop.sims[0]!
  await inTenant(ctx, async (tx) => {
    const file = { fileName: 'Rival Ltd.csv', path: 'x', sha256: 'x', luhn: 'off' as const }
    const values = { ...file, connectionId: shop.plan.connectionId }
    const [made] = await tx.insert(imports).values(values).returning()
    await tx.update(sims).set({ companyId: company.id, importId: made!.id }).where(eq(sims.id, id))
  })
  expect(await getSim(ctx, id)).toMatchObject({
    order: { id: orderId },
    import: { fileName: 'Rival Ltd.csv' },
  })
  const staff = await makeMember(ctx.tenantId, 'company', company.id)
  expect(await getSim(staff, id)).toMatchObject({
    ...{ order: null, import: null, sim: { orderId: null, importId: null } },
  })
})

test('staff of a company do not read to which company their SIM was given before', async () => {
  const ctx = await makeTenant()
  const [before, now] = [await makeCompany(ctx, { name: 'Rival Ltd' }), await makeCompany(ctx)]
  const { id } = await makeSim(ctx)
  for (const { id: companyId } of [before, now])
    await doOne(ctx, { kind: 'setCompany', selection: { ids: [id] }, input: { companyId } })
  const staff = await makeMember(ctx.tenantId, 'company', now.id)
  expect(JSON.stringify((await getSim(ctx, id)).history)).toContain('Rival')
  expect(JSON.stringify((await getSim(staff, id)).history)).not.toContain('Rival')
})

test('note, labels, company and end user are kept; an unknown person is named at the field', async () => {
  const ctx = await makeTenant()
  const company = await makeCompany(ctx)
  const sim = await makeSim(ctx)
  const input = { id: sim.id, note: ' Van 12 ', labels: 'fleet, north, fleet', companyId: company.id }
  const wrong = updateSim(ctx, SimInput.parse({ ...input, endUser: 'Nobody@users.test' }))
  await expect(wrong).rejects.toMatchObject({
    detail: { fields: { endUser: [expect.stringContaining('nobody@users.test')] } },
  })
  await makeEndUser(ctx, 'anna@users.test', company.id)
  await updateSim(ctx, SimInput.parse({ ...input, endUser: 'Anna@users.test' }))
  const shown = await getSim(ctx, sim.id)
  expect(shown.sim).toMatchObject({ note: 'Van 12', labels: ['fleet', 'north'], companyId: company.id })
  expect(shown.endUser?.email).toBe('anna@users.test')
})

test('a SIM cannot go to an end user of another company', async () => {
  const ctx = await makeTenant()
  const [ours, theirs] = [await makeCompany(ctx), await makeCompany(ctx)]
  const sim = await makeSim(ctx)
  await makeEndUser(ctx, 'rival@users.test', theirs.id)
  const input = SimInput.parse({ id: sim.id, companyId: ours.id, endUser: 'rival@users.test' })
  await expect(updateSim(ctx, input)).rejects.toMatchObject({ code: 'invalid' })
})

test('every word for a state finds exactly the SIMs that are in it', async () => {
  const ctx = await makeTenant()
  const made = {
    blank: await makeSim(ctx),
    activation_ready: await makeSim(ctx, { status: 'activation_ready' }),
    active: await makeSim(ctx, { status: 'active', integration: 'ok' }),
    suspended: await makeSim(ctx, { status: 'suspended' }),
    pending: await makeSim(ctx, { isPending: true }),
    invalid: await makeSim(ctx, { integration: 'error' }),
    archived: await makeSim(ctx, { status: 'archived', isPending: true }),
  }
  for (const [status, sim] of Object.entries(made)) {
    const { rows } = await find(ctx, { status })
    expect(rows.map(({ id, state }) => [id, state])).toEqual([[sim.id, status]])
  }
  expect(SimFilter.parse({ status: 'nonsense' }).status).toBeUndefined()
})
