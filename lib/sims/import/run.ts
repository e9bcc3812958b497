import { eq, sql } from 'drizzle-orm'
import { imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { askAboutPending } from '../verify'
import { type Batch, batchesOf } from './batches'
import { loadSims } from './load'
import { namesOf } from './names'

type Import = typeof imports.$inferSelect

/**
 * Imports a checked file. Rows and progress are committed together, some thousand at a time, so a run that was killed
 * goes on exactly where it stopped, and two runs at once do not count a row twice: the later one leaves.
 */
export async function runImport(tenantId: string, importId: string): Promise<void> {
  const { file, resolve } = await inTenant(tenantId, async (tx) => {
    const [file] = await tx.select().from(imports).where(eq(imports.id, importId))
    return { file: file!, resolve: await namesOf(tx, file!) }
  })
  if (file.status !== 'importing') return
  let done = file.doneRows
  try {
    for await (const batch of ahead(batchesOf(file, resolve, done))) {
      if (!(await commit(tenantId, importId, batch, done))) return
      done += batch.count
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await fail(tenantId, importId, error.message)
    return
  }
  await inTenant(tenantId, async (tx) => {
    await tx.update(imports).set({ status: 'finished', totalRows: done }).where(eq(imports.id, importId))
    await askAboutPending(tx, tenantId)
  })
}

/** Reads the next batch while the one before is being written: the file here, the rows in the database. */
async function* ahead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = batches.next()
  try {
    for (;;) {
      const { value, done } = await next
      if (done) return
      next = batches.next()
      // Told when it is asked for; until then nobody else listens.
      next.catch(() => {})
      yield value
    }
  } finally {
    await batches.return(undefined)
  }
}

/** False when another run has come further: then this one has nothing to do. */
function commit(
  tenantId: string,
  importId: string,
  { good, bad, count }: Batch,
  expected: number,
): Promise<boolean> {
  return inTenant(tenantId, async (tx) => {
    const [now] = await tx.select().from(imports).where(eq(imports.id, importId)).for('update')
    if (now?.status !== 'importing' || now.doneRows !== expected) return false
    const added = await loadSims(tx, importId, good)
    await tx
      .update(imports)
      .set({
        doneRows: expected + count,
        newRows: sql`${imports.newRows} + ${added}`,
        knownRows: sql`${imports.knownRows} + ${good.length - added}`,
        badRows: sql`${imports.badRows} + ${bad.length}`,
      })
      .where(eq(imports.id, importId))
    return true
  })
}

/** The file itself cannot be read: for a person, in words. */
export const fail = (tenantId: Import['tenantId'], importId: string, problem: string) =>
  inTenant(tenantId, (tx) =>
    tx.update(imports).set({ status: 'failed', problem }).where(eq(imports.id, importId)),
  )
