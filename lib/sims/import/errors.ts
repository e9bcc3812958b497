import { eq } from 'drizzle-orm'
import { imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { errorsCsv, type RefusedRow } from '../file/errors-file'
import { batchesOf } from './batches'
import { openKept } from './files'
import { namesOf, type Resolve } from './names'

type File = typeof imports.$inferSelect

async function* refused(file: File, resolve: Resolve): AsyncGenerator<RefusedRow> {
  for await (const { bad } of batchesOf(file, resolve)) yield* bad
}

/**
 * Every row of an import that cannot be taken, as CSV in pieces, read from the file itself so that none is missing. It
 * holds the codes of the file, so it is for those who may import. Throws `precondition` when the file was cleared away.
 */
export async function importErrors(
  ctx: Context,
  importId: string,
): Promise<{ fileName: string; csv: AsyncGenerator<string> }> {
  authorize(ctx, 'sims:write')
  const { file, resolve } = await inTenant(ctx, async (tx) => {
    const [file] = await tx.select().from(imports).where(eq(imports.id, importId))
    if (!file) throw notFound('import', importId)
    return { file, resolve: await namesOf(tx, file) }
  })
  const { columns, close } = await openKept(file)
  await close()
  const fileName = `${file.fileName.replace(/\.[^.]*$/, '')} errors.csv`
  return { fileName, csv: errorsCsv(columns.header, refused(file, resolve)) }
}
