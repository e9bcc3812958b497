import { eq, sql } from 'drizzle-orm'
import { importRows, imports } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { hiderOf } from '../file/hide'
import { reasonOf } from '../file/row'
import { type Batch, batchesOf, type GoodRow } from './batches'
import { openKept } from './files'
import { namesOf } from './names'
import { fail } from './run'

type ImportRow = typeof importRows.$inferInsert

// What a person can look through; the whole list of errors is read from the file when it is downloaded.
const mostKept = 10_000
const sample = 20

/** Goes through a whole file without importing anything: counts what is new, known and bad, and keeps what to look at. */
export async function checkImport(tenantId: string, importId: string): Promise<void> {
  try {
    await inTenant(tenantId, (tx) => check(tx, importId))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await fail(tenantId, importId, error.message)
  }
}

async function check(tx: Tx, importId: string): Promise<void> {
  const [file] = await tx.select().from(imports).where(eq(imports.id, importId)).for('update')
  if (file?.status !== 'checking') return
  const { notices, columns, close } = await openKept(file)
  await close()
  const hide = hiderOf(columns)
  const resolve = await namesOf(tx, file)
  // A set of all numbers of a large file would not stay small in memory; a table of this transaction does.
  await tx.execute(sql`create temporary table seen (body text collate "C" primary key) on commit drop`)
  const count = { totalRows: 0, newRows: 0, knownRows: 0, badRows: 0 }
  let kept = 0
  for await (const batch of batchesOf(file, resolve)) {
    const isNew = await newOnes(tx, batch.good)
    const rows = rowsOf(importId, batch, isNew, count.totalRows === 0).map(({ cells, ...row }) => ({
      ...row,
      cells: hide(cells),
    }))
    count.totalRows += batch.count
    count.badRows += batch.bad.length
    count.newRows += isNew.size
    count.knownRows += batch.good.length - isNew.size
    const room = rows.slice(0, mostKept - kept)
    kept += room.length
    for (let from = 0; from < room.length; from += 1_000)
      await tx.insert(importRows).values(room.slice(from, from + 1_000))
  }
  await tx
    .update(imports)
    .set({ ...count, warnings: notices, status: 'checked' })
    .where(eq(imports.id, importId))
}

/** The rows whose card is neither in the database nor earlier in the file. */
async function newOnes(tx: Tx, good: readonly GoodRow[]): Promise<Set<GoodRow>> {
  const bodies = good.map(({ sim }) => sim.iccidBody)
  const { rows } = await tx.execute<{ body: string }>(sql`
    insert into seen select distinct body from unnest(${sql.param(bodies)}::text[]) as body
    where not exists (select from sims where iccid_body = body) on conflict do nothing returning body`)
  const fresh = new Set(rows.map(({ body }) => body))
  return new Set(good.filter(({ sim }) => fresh.delete(sim.iccidBody)))
}

function rowsOf(importId: string, { good, bad }: Batch, isNew: Set<GoodRow>, isFirst: boolean): ImportRow[] {
  const errors = bad.map(
    ({ row, cells, reason }): ImportRow => ({
      importId,
      row,
      cells,
      result: 'error',
      reason,
    }),
  )
  const others = good.flatMap((each, index): ImportRow[] => {
    const { row, cells, warnings } = each
    const base = { importId, row, cells, reason: reasonOf(warnings) }
    if (!isNew.has(each)) return [{ ...base, result: 'known', reason: 'This SIM is here already.' }]
    if (warnings.length) return [{ ...base, result: 'warning' }]
    return isFirst && index < sample ? [{ ...base, result: 'new' }] : []
  })
  return [...errors, ...others].sort((a, b) => a.row - b.row)
}
