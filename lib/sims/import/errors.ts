import { eq } from 'drizzle-orm'
import { imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize, can } from '@/lib/tenancy/permissions'
import { errorsCsv, type RefusedRow } from '../file/errors-file'
import { hiderOf } from '../file/hide'
import { batchesOf } from './batches'
import { openKept } from './files'
import { namesOf, type Resolve } from './names'

type File = typeof imports.$inferSelect

type Hide = (cells: string[]) => string[]

async function* refused(file: File, resolve: Resolve, hide: Hide): AsyncGenerator<RefusedRow> {
  for await (const { bad } of batchesOf(file, resolve))
    for (const { cells, reason } of bad) yield { cells: hide(cells), reason }
}

/**
 * Every row of an import that cannot be taken, as CSV in pieces, read from the file itself so that none is missing. The
 * codes in it are only for those who may reveal codes, and who took them is written down. Throws `precondition` when the
 * file was cleared away.
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
  const withCodes = can(ctx, 'sims:reveal')
  await inTenant(ctx, (tx) => audit(tx, ctx, 'import.errors', importId, { withCodes }))
  const hide: Hide = withCodes ? (cells) => cells : hiderOf(columns)
  const fileName = `${file.fileName.replace(/\.[^.]*$/, '')} errors.csv`
  return { fileName, csv: errorsCsv(columns.header, refused(file, resolve, hide)) }
}
