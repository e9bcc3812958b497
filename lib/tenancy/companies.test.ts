import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { pool } from '@/db/client'
import { audits, companies, endUsers } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeCompany, makeMember, makeSim, makeTenant } from '@/lib/testing/make'
import {
  CompanyInput,
  CompanyQuery,
  getCompany,
  listCompanies,
  listCompanyNames,
  saveCompany,
} from './companies'
import type { Context } from './context'
import { EndUserInput, EndUserQuery, getEndUser, listEndUsers, saveEndUser } from './end-users'

const company = (with_: object = {}) => CompanyInput.parse({ name: 'Ferry Lines', currency: 'EUR', ...with_ })
const companyQuery = (with_: object = {}) => CompanyQuery.parse(with_)
const person = (with_: object = {}) => EndUserInput.parse({ email: 'ada@example.test', ...with_ })
const personQuery = (with_: object = {}) => EndUserQuery.parse(with_)
const missing = { code: 'not_found' }
const denied = { code: 'forbidden' }

/** How many statements wait for another transaction to end. */
async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  )
  return rows.length
}

const actionsOn = (ctx: Context, id: string) =>
  inTenant(ctx, async (tx) => {
    const rows = await tx.select().from(audits).where(eq(audits.entityId, id)).orderBy(audits.id)
    return rows.map(({ action }) => action)
  })

describe('companies', () => {
  test('one is made and changed, and who did it is written down', async () => {
    const ctx = await makeTenant()
    const { id } = await saveCompany(
      ctx,
      company({ ownerEmail: 'Boss@Example.test', isVirtual: 'on', labels: 'sea, summer,sea' }),
    )
    expect(await getCompany(ctx, id)).toMatchObject({
      name: 'Ferry Lines',
      ownerEmail: 'boss@example.test',
      isVirtual: true,
      labels: ['sea', 'summer'],
    })
    await saveCompany(ctx, company({ id, name: 'Ferries', ownerEmail: '', currency: 'JPY' }))
    expect(await getCompany(ctx, id)).toMatchObject({ name: 'Ferries', ownerEmail: null, currency: 'JPY' })
    expect(await actionsOn(ctx, id)).toEqual(['company.created', 'company.changed'])
  })

  test('two of one name are refused at the name, also when made at once', async () => {
    const ctx = await makeTenant()
    const tries = await Promise.allSettled(
      ['Ferry', 'ferry', 'FERRY'].map((name) => saveCompany(ctx, company({ name }))),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const other = await saveCompany(ctx, company({ name: 'Other' }))
    await expect(saveCompany(ctx, company({ id: other.id, name: 'fErry' }))).rejects.toMatchObject({
      detail: { fields: { name: [expect.stringContaining('already a company')] } },
    })
    expect(await saveCompany(ctx, company({ id: other.id, name: 'OTHER' }))).toEqual({ id: other.id })
  })

  test('one that is given a name which another takes in the same moment is told at the name', async () => {
    const ctx = await makeTenant()
    const [first, second] = [await makeCompany(ctx), await makeCompany(ctx)]
    const { told } = await inTenant(ctx, async (tx) => {
      await tx.update(companies).set({ name: 'Ferry' }).where(eq(companies.id, first.id))
      const told = saveCompany(ctx, company({ id: second.id, name: 'Ferry' })).catch(
        (error: unknown) => error,
      )
      await expect.poll(countWaiting).toBe(1)
      return { told }
    })
    expect(await told).toMatchObject({
      detail: { fields: { name: [expect.stringContaining('already a company')] } },
    })
  })

  test('are paged by name, searched, and counted with their SIMs and end users', async () => {
    const ctx = await makeTenant()
    for (const name of ['beta', 'Alpha', 'gamma']) await saveCompany(ctx, company({ name }))
    const first = await listCompanies(ctx, companyQuery({ size: 2 }))
    expect(first.rows.map(({ name }) => name)).toEqual(['Alpha', 'beta'])
    const second = await listCompanies(ctx, companyQuery({ size: 2, after: first.next }))
    expect(second).toMatchObject({ rows: [{ name: 'gamma' }], next: null })

    const [alpha] = first.rows
    await makeSim(ctx, { companyId: alpha!.id, status: 'active' })
    await makeSim(ctx, { companyId: alpha!.id, status: 'suspended' })
    await saveEndUser(ctx, person({ companyId: alpha!.id }))
    const { rows } = await listCompanies(ctx, companyQuery({ q: 'ALP' }))
    expect(rows).toMatchObject([{ name: 'Alpha', simCount: 2, endUserCount: 1 }])
    expect(await getCompany(ctx, alpha!.id)).toMatchObject({
      simsByStatus: [
        { status: 'active', count: 1 },
        { status: 'suspended', count: 1 },
      ],
    })
    expect(await listCompanyNames(ctx)).toHaveLength(3)
  })

  test("another tenant's company does not exist", async () => {
    const [ctx, stranger] = [await makeTenant(), await makeTenant()]
    const { id } = await makeCompany(ctx, { name: 'Mine' })
    await expect(getCompany(stranger, id)).rejects.toMatchObject(missing)
    await expect(saveCompany(stranger, company({ id, name: 'Stolen' }))).rejects.toMatchObject(missing)
    expect((await listCompanies(stranger, companyQuery())).rows).toEqual([])
    const [kept] = await inTenant(ctx, (tx) => tx.select().from(companies).where(eq(companies.id, id)))
    expect(kept!.name).toBe('Mine')
  })

  test('its staff see their own company alone, and change nothing', async () => {
    const ctx = await makeTenant()
    const [mine, other] = [await makeCompany(ctx), await makeCompany(ctx)]
    const staff = await makeMember(ctx.tenantId, 'company', mine.id)
    expect((await listCompanies(staff, companyQuery())).rows.map(({ id }) => id)).toEqual([mine.id])
    expect(await listCompanyNames(staff)).toHaveLength(1)
    await expect(getCompany(staff, other.id)).rejects.toMatchObject(missing)
    await expect(saveCompany(staff, company({ id: mine.id }))).rejects.toMatchObject(denied)
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    await expect(saveCompany(viewer, company())).rejects.toMatchObject(denied)
  })
})

describe('end users', () => {
  test('one is made and changed by the email address, whatever its case', async () => {
    const ctx = await makeTenant()
    const { id } = await saveEndUser(ctx, person({ email: 'Ada@Example.test', name: 'Ada' }))
    await expect(saveEndUser(ctx, person({ email: 'ada@example.TEST' }))).rejects.toMatchObject({
      detail: { fields: { email: [expect.stringContaining('end user already')] } },
    })
    const { id: companyId } = await makeCompany(ctx, { name: 'Ferry' })
    await saveEndUser(ctx, person({ id, email: 'new@example.test', name: 'Ada L.', companyId }))
    expect(await getEndUser(ctx, id)).toMatchObject({
      email: 'new@example.test',
      name: 'Ada L.',
      company: 'Ferry',
    })
    expect(await actionsOn(ctx, id)).toEqual(['endUser.created', 'endUser.changed'])
  })

  test('are listed with their SIMs, the newest first, and found by name or address', async () => {
    const ctx = await makeTenant()
    for (const name of ['ada', 'bob', 'cy'])
      await saveEndUser(ctx, person({ email: `${name}@example.test`, name }))
    const first = await listEndUsers(ctx, personQuery({ size: 2 }))
    expect(first.rows.map(({ name }) => name)).toEqual(['cy', 'bob'])
    const second = await listEndUsers(ctx, personQuery({ size: 2, after: first.next }))
    expect(second).toMatchObject({ rows: [{ name: 'ada' }], next: null })
    const sim = await makeSim(ctx, { endUserId: second.rows[0]!.id })
    expect((await listEndUsers(ctx, personQuery({ q: 'ADA' }))).rows).toMatchObject([{ simCount: 1 }])
    expect(await getEndUser(ctx, second.rows[0]!.id)).toMatchObject({ sims: [{ iccid: sim.iccid }] })
    expect((await listEndUsers(ctx, personQuery({ q: '_' }))).rows).toEqual([])
  })

  test('those of strangers do not exist, nor can one be put into a company of theirs', async () => {
    const [ctx, stranger] = [await makeTenant(), await makeTenant()]
    const { id } = await saveEndUser(ctx, person())
    const { id: companyId } = await makeCompany(ctx)
    await expect(getEndUser(stranger, id)).rejects.toMatchObject(missing)
    await expect(saveEndUser(stranger, person({ id }))).rejects.toMatchObject(missing)
    await expect(saveEndUser(stranger, person({ companyId }))).rejects.toMatchObject({
      detail: { fields: { companyId: [expect.any(String)] } },
    })
    expect((await listEndUsers(stranger, personQuery())).rows).toEqual([])
    const [kept] = await inTenant(ctx, (tx) => tx.select().from(endUsers).where(eq(endUsers.id, id)))
    expect(kept!.email).toBe('ada@example.test')
  })

  test('staff of a company see its end users and their SIMs alone', async () => {
    const ctx = await makeTenant()
    const [mine, other] = [await makeCompany(ctx), await makeCompany(ctx)]
    const own = await saveEndUser(ctx, person({ companyId: mine.id }))
    const theirs = await saveEndUser(ctx, person({ email: 'bob@example.test', companyId: other.id }))
    await makeSim(ctx, { endUserId: own.id, companyId: mine.id })
    await makeSim(ctx, { endUserId: own.id, companyId: other.id })
    const staff = await makeMember(ctx.tenantId, 'company', mine.id)
    expect((await listEndUsers(staff, personQuery())).rows).toMatchObject([{ id: own.id, simCount: 1 }])
    expect((await getEndUser(staff, own.id)).sims).toHaveLength(1)
    await expect(getEndUser(staff, theirs.id)).rejects.toMatchObject(missing)
    await expect(saveEndUser(staff, person({ id: own.id }))).rejects.toMatchObject(denied)
  })
})
