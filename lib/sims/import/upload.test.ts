import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { audits, imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { type Role, roles } from '@/lib/tenancy/permissions'
import { runJobs } from '@/lib/testing/jobs'
import { makeCompany, makeConnection, makeIccid, makeMember, makeTenant } from '@/lib/testing/make'
import { limits } from '../file/limits'
import { importErrors } from './errors'
import { clearOldFiles, placeOf } from './files'
import { getImport, ImportQuery, listImports } from './get'
import { checkSimFile } from './jobs'
import { receiveImport } from './upload'

/** What a browser sends for a form, cut into the packets of `Request`. */
function send(ctx: Context, fields: Record<string, string>, file?: Blob | string) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file !== undefined) form.append('file', typeof file === 'string' ? new Blob([file]) : file, 'sims.csv')
  const { headers, body } = new Request('http://test', { method: 'POST', body: form })
  return receiveImport(ctx, headers.get('content-type')!, body)
}

const keptIn = ({ tenantId }: Context) => {
  const folder = placeOf(`imports/${tenantId}`)
  return existsSync(folder) ? readdirSync(folder) : []
}

const rowOf = (ctx: Context, id: string) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(imports).where(eq(imports.id, id)))[0]!)

async function makeUploader() {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx, { settings: { luhn: 'strict' } })
  return { ctx, connectionId }
}

const readAll = async (csv: AsyncIterable<string>) => (await Array.fromAsync(csv)).join('')

describe('an upload', () => {
  test('is kept whole, for our eyes only, and its check begins', async () => {
    const { ctx, connectionId } = await makeUploader()
    const text = `ICCID\n${makeIccid()}\n`
    const id = await send(ctx, { connectionId, luhn: '' }, text)
    const file = await rowOf(ctx, id)
    expect(file).toMatchObject({ fileName: 'sims.csv', status: 'checking', luhn: 'strict' })
    expect(statSync(placeOf(file.path))).toMatchObject({ size: text.length })
    expect(statSync(placeOf(file.path)).mode & 0o077).toBe(0)
    await runJobs([checkSimFile])
    expect(await rowOf(ctx, id)).toMatchObject({ status: 'checked', newRows: 1 })
  })

  test.each([
    ['no file', undefined, 'file'],
    ['an empty file', '', 'file'],
  ])('with %s says so at the field and leaves nothing behind', async (_name, file, field) => {
    const { ctx, connectionId } = await makeUploader()
    const refused = send(ctx, { connectionId }, file)
    await expect(refused).rejects.toMatchObject({ detail: { fields: { [field]: [expect.any(String)] } } })
    expect(keptIn(ctx)).toEqual([])
  })

  test('for an operator of others is refused and leaves nothing behind', async () => {
    const { ctx } = await makeUploader()
    const { connectionId } = await makeUploader()
    await expect(send(ctx, { connectionId }, 'ICCID\n')).rejects.toMatchObject({ code: 'not_found' })
    await expect(send(ctx, {})).rejects.toMatchObject({
      detail: { fields: { connectionId: [expect.any(String)], file: [expect.any(String)] } },
    })
    expect(keptIn(ctx)).toEqual([])
  })

  test('for a company of others is refused at the field', async () => {
    const { ctx, connectionId } = await makeUploader()
    const { id: companyId } = await makeCompany(await makeTenant())
    await expect(send(ctx, { connectionId, companyId }, 'ICCID\n')).rejects.toMatchObject({
      detail: { fields: { companyId: [expect.any(String)] } },
    })
  })

  test('larger than allowed is refused in words, without being held in memory', async () => {
    const { ctx, connectionId } = await makeUploader()
    const file = new Blob(Array.from({ length: 101 }, () => new Uint8Array(limits.fileBytes / 100)))
    await expect(send(ctx, { connectionId }, file)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('100 MB'),
    })
    expect(keptIn(ctx)).toEqual([])
  })

  test.each([
    ['ends', (controller: ReadableStreamDefaultController) => controller.close()],
    ['is cut', (controller: ReadableStreamDefaultController) => controller.error(new Error('aborted'))],
  ])('that %s in the middle leaves nothing behind', async (_how, end) => {
    const { ctx } = await makeUploader()
    const start = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nICCID\n'
    let told = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (told++) end(controller)
        else controller.enqueue(new TextEncoder().encode(start))
      },
    })
    await expect(receiveImport(ctx, 'multipart/form-data; boundary=x', body)).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(keptIn(ctx)).toEqual([])
  })

  test('that is no form is refused in words', async () => {
    const { ctx } = await makeUploader()
    await expect(receiveImport(ctx, 'application/json', new Blob(['{}']).stream())).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  test('of a viewer is refused before anything is read', async () => {
    const { ctx, connectionId } = await makeUploader()
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    await expect(send(viewer, { connectionId }, 'ICCID\n')).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the list of errors', () => {
  test('holds every refused row, can run no formula, and is uploaded again once corrected', async () => {
    const { ctx, connectionId } = await makeUploader()
    const id = await send(ctx, { connectionId }, `ICCID,Note\n12,"=1+1"\n${makeIccid()},ok\n34,b\n`)
    const { fileName, csv } = await importErrors(ctx, id)
    expect(fileName).toBe('sims errors.csv')
    const text = await readAll(csv)
    expect(text.split('\r\n').map((line) => line.slice(0, 8))).toEqual([
      '\uFEFFICCID,N',
      expect.stringContaining("12,'=1+1"),
      expect.stringContaining('34,b,'),
      '',
    ])
    const again = await send(ctx, { connectionId }, text.replace('12,', `${makeIccid()},`))
    await runJobs([checkSimFile])
    expect(await rowOf(ctx, again)).toMatchObject({ newRows: 1, badRows: 1 })
  })

  test('holds the codes only for those who may reveal codes, and who took it is written down', async () => {
    const { ctx, connectionId } = await makeUploader()
    const id = await send(ctx, { connectionId }, 'ICCID,LPA,PIN\n12,LPA:1$a$SECRET,1234\n')
    const take = async (by: Context) => readAll((await importErrors(by, id)).csv)
    // No role of today may import without revealing.
    Object.assign(roles, { importer: ['sims:write'] })
    const importer = await makeMember(ctx.tenantId, 'support')
    const withoutCodes = { ...importer, actor: { ...importer.actor, role: 'importer' as Role } }
    expect(await take(withoutCodes)).toContain('12,(hidden),(hidden),')
    expect(await take(ctx)).toContain('12,LPA:1$a$SECRET,1234,')
    const told = await inTenant(ctx, (tx) =>
      tx.select().from(audits).where(eq(audits.action, 'import.errors')).orderBy(audits.id),
    )
    expect(told).toMatchObject([
      { actorId: importer.actor.id, entityId: id, detail: { withCodes: false } },
      { actorId: ctx.actor.id, entityId: id, detail: { withCodes: true } },
    ])
  })

  test('is not for viewers, staff of a company or other organizations', async () => {
    const { ctx, connectionId } = await makeUploader()
    const id = await send(ctx, { connectionId }, 'ICCID\n1\n')
    const company = await makeCompany(ctx)
    const staff = await makeMember(ctx.tenantId, 'company', company.id)
    const viewer = await makeMember(ctx.tenantId, 'viewer')
    await expect(importErrors(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(importErrors(await makeTenant(), id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getImport(staff, id, ImportQuery.parse({}))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listImports(staff, ImportQuery.parse({}))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(getImport(await makeTenant(), id, ImportQuery.parse({}))).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('an uploaded file is cleared away after a week, and a later wish for it is told so', async () => {
  const { ctx, connectionId } = await makeUploader()
  const [old, young] = [
    await send(ctx, { connectionId }, 'ICCID\n1\n'),
    await send(ctx, { connectionId }, 'ICCID\n2\n'),
  ]
  const eightDaysAgo = Date.now() / 1000 - 8 * 86_400
  utimesSync(placeOf((await rowOf(ctx, old)).path), eightDaysAgo, eightDaysAgo)
  await clearOldFiles()
  expect(keptIn(ctx)).toHaveLength(1)
  await expect(importErrors(ctx, old)).rejects.toMatchObject({ code: 'precondition' })
  await runJobs([checkSimFile])
  expect(await rowOf(ctx, old)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('7 days'),
  })
  expect(await rowOf(ctx, young)).toMatchObject({ status: 'checked' })
})
