import type { imports } from '@/db/schema'
import { type ParsedSim, parseRow, type RowNote, reasonOf } from '../file/row'
import { openKept } from './files'
import type { Owner, Resolve } from './names'

export type GoodRow = { row: number; cells: string[]; sim: ParsedSim; owner: Owner; warnings: RowNote[] }
export type BadRow = { row: number; cells: string[]; reason: string }
export type Batch = { good: GoodRow[]; bad: BadRow[]; count: number }

const perBatch = 1_000

type Import = Pick<typeof imports.$inferSelect, 'path' | 'fileName' | 'luhn'>

/** Reads the file of an import again from the row after `skip`, a few thousand rows at a time, each one checked. */
export async function* batchesOf(file: Import, resolve: Resolve, skip = 0): AsyncGenerator<Batch> {
  const { columns, rows } = await openKept(file)
  let batch: Batch = { good: [], bad: [], count: 0 }
  let seen = 0
  for await (const raw of rows) {
    seen++
    if (seen <= skip) continue
    const { row, cells } = raw
    const parsed = parseRow(raw, columns, { luhn: file.luhn })
    const owner = 'sim' in parsed ? resolve(parsed.sim) : parsed
    batch.count++
    if ('errors' in owner) batch.bad.push({ row, cells, reason: reasonOf(owner.errors) })
    else if ('sim' in parsed)
      batch.good.push({ row, cells, sim: parsed.sim, owner, warnings: parsed.warnings })
    if (batch.count === perBatch) {
      yield batch
      batch = { good: [], bad: [], count: 0 }
    }
  }
  if (batch.count) yield batch
}
