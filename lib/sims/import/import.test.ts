import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { importRows, imports, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCompany, makeConnection, makeIccid, makeMember, makeTenant } from '@/lib/testing/make'
import { openCodes } from '../codes'
import { beginImport, confirmImport } from './begin'
import { checkSimFile, importSimFile } from './jobs'
import { runImport } from './run'

const jobs = [checkSimFile, importSimFile]

async function upload(ctx: Context, connectionId: string, text: string, with_: { companyId?: string } = {}) {
  const path = join(makeTempFolder(), 'sims.csv')
  writeFileSync(path, text)
  const file = { fileName: 'sims.csv', path, sha256: createHash('sha256').update(text).digest('hex') }
  const id = await beginImport(ctx, { connectionId, companyId: null, luhn: 'warn', ...with_ }, file)
  await runJobs(jobs)
  return id
}

const importOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(imports).where(eq(imports.id, id)))[0]!)
const simsOf = (ctx: Context) => inTenant(ctx.tenantId, (tx) => tx.select().from(sims))

const linesOf = (count: number) =>
  Array.from({ length: count }, () => makeIccid()).map(
    (iccid) => `${iccid},LPA:1$smdp.test$${iccid.slice(-8)}`,
  )
const csv = (lines: string[]) => `ICCID,Activation code\n${lines.join('\n')}\n`

test('a file is checked without importing, then imported, and the same file again adds nothing', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const text = csv([...linesOf(3), '123,LPA:1$a$B'])
  const first = await upload(ctx, connectionId, text)
  expect(await importOf(ctx, first)).toMatchObject({
    status: 'checked',
    newRows: 3,
    badRows: 1,
    knownRows: 0,
  })
  expect(await simsOf(ctx)).toHaveLength(0)
  await confirmImport(ctx, first)
  await runJobs(jobs)
  expect(await importOf(ctx, first)).toMatchObject({ status: 'finished', newRows: 3, badRows: 1 })
  const again = await upload(ctx, connectionId, text)
  expect(await importOf(ctx, again)).toMatchObject({ status: 'checked', newRows: 0, knownRows: 3 })
  expect(await simsOf(ctx)).toHaveLength(3)
})

test('a card that stands twice in a file is one SIM', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const [line] = linesOf(1)
  const id = await upload(ctx, connectionId, csv([line!, line!]))
  expect(await importOf(ctx, id)).toMatchObject({ newRows: 1, knownRows: 1 })
  await confirmImport(ctx, id)
  await runJobs(jobs)
  expect(await simsOf(ctx)).toHaveLength(1)
})

test('two workers on one import make no SIM twice and count no row twice', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const id = await upload(ctx, connectionId, csv(linesOf(12_000)))
  await confirmImport(ctx, id)
  await Promise.all([runImport(ctx.tenantId, id), runImport(ctx.tenantId, id)])
  expect(await importOf(ctx, id)).toMatchObject({
    status: 'finished',
    doneRows: 12_000,
    newRows: 12_000,
    knownRows: 0,
  })
})

test('an import that was killed goes on where it stopped', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const id = await upload(ctx, connectionId, csv(linesOf(7_000)))
  await confirmImport(ctx, id)
  await runImport(ctx.tenantId, id)
  await inTenant(ctx.tenantId, async (tx) => {
    await tx.delete(sims).where(eq(sims.importId, id))
    await tx
      .update(imports)
      .set({ status: 'importing', doneRows: 5_000, newRows: 5_000 })
      .where(eq(imports.id, id))
  })
  await runImport(ctx.tenantId, id)
  expect(await importOf(ctx, id)).toMatchObject({ status: 'finished', doneRows: 7_000, newRows: 7_000 })
  expect(await simsOf(ctx)).toHaveLength(2_000)
})

test('the activation code is sealed, found again, and not left in the rows that are shown', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const id = await upload(ctx, connectionId, csv(linesOf(2)))
  await confirmImport(ctx, id)
  await runJobs(jobs)
  const [sim] = await simsOf(ctx)
  const codes = await inTenant(ctx.tenantId, (tx) => openCodes(tx, sim!))
  expect(codes.lpa).toBe(`LPA:1$smdp.test$${sim!.iccid.slice(-8)}`)
  const shown = await inTenant(ctx.tenantId, (tx) => tx.select().from(importRows))
  expect(JSON.stringify(shown)).not.toContain('smdp.test')
})

test('an operator or company that does not exist is named in the row', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const company = await makeCompany(ctx, { name: 'Fleet' })
  const text = `ICCID,Operator,Company\n${makeIccid()},Nobody Mobile,Fleet\n${makeIccid()},,Nowhere Ltd\n${makeIccid()},,fleet\n`
  const id = await upload(ctx, connectionId, text)
  const rows = await inTenant(ctx.tenantId, (tx) => tx.select().from(importRows).orderBy(importRows.row))
  expect(rows.map(({ result, reason }) => [result, /“(.*?)”/.exec(reason)?.[1]])).toEqual([
    ['error', 'Nobody Mobile'],
    ['error', 'Nowhere Ltd'],
    ['new', undefined],
  ])
  await confirmImport(ctx, id)
  await runJobs(jobs)
  expect((await simsOf(ctx)).map(({ companyId }) => companyId)).toEqual([company.id])
})

test("a viewer may not import, and another organization's import does not exist", async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx)
  const id = await upload(ctx, connectionId, csv(linesOf(1)))
  const stranger = await makeTenant()
  await expect(confirmImport(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  await expect(confirmImport(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
})
