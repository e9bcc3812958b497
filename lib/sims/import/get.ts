import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import { z } from 'zod'
import { companies, connections, importRows, imports } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'
import { makeCursor, type Page, pageOf, readCursor } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorizeHouse } from '../house'

export const ImportQuery = z.object({
  /** Only rows with this result. */
  result: z.enum(['new', 'known', 'error', 'warning']).optional().catch(undefined),
  after: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(200).catch(50).default(50),
})

export type Import = Omit<typeof imports.$inferSelect, 'tenantId' | 'path' | 'sha256'>
export type ImportRow = Import & { operator: string; company: string | null }

const columns = { import: imports, operator: connections.name, company: companies.name }

const selectFrom = (tx: Tx) =>
  tx
    .select(columns)
    .from(imports)
    .innerJoin(connections, eq(connections.id, imports.connectionId))
    .leftJoin(companies, eq(companies.id, imports.companyId))
    .$dynamic()

function shown({ import: found, ...names }: Awaited<ReturnType<typeof selectFrom>>[number]): ImportRow {
  const { tenantId: _, path: __, sha256: ___, ...rest } = found
  return { ...rest, ...names }
}

/** The files that were uploaded, the newest first. */
export async function listImports(
  ctx: Context,
  { after, size }: z.output<typeof ImportQuery>,
): Promise<Page<ImportRow>> {
  authorizeHouse(ctx)
  const found = await inTenant(ctx, (tx) =>
    selectFrom(tx)
      .where(after ? lt(imports.id, after) : undefined)
      .orderBy(desc(imports.id))
      .limit(size + 1),
  )
  return pageOf(found.map(shown), size, ({ id }) => id)
}

export type ImportedRow = {
  id: string
  row: number
  result: (typeof importRows.$inferSelect)['result']
  reason: string
  cells: string[]
}

/** A row of a file by the number it has there; several results never stand at one row. */
async function rowsOf(tx: Tx, importId: string, { after, size, result }: z.output<typeof ImportQuery>) {
  const cursor = Number(readCursor(after, 1)?.[0] ?? 0)
  const found = await tx
    .select({
      id: importRows.id,
      row: importRows.row,
      result: importRows.result,
      reason: importRows.reason,
      cells: importRows.cells,
    })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        gt(importRows.row, cursor),
        result ? eq(importRows.result, result) : undefined,
      ),
    )
    .orderBy(asc(importRows.row))
    .limit(size + 1)
  return pageOf(found, size, ({ row }) => makeCursor([String(row)]))
}

export type ImportDetail = {
  file: ImportRow
  /** The rows that need an eye, and some good ones. */
  rows: Page<ImportedRow>
  /** The same content was uploaded before. */
  earlier: { id: string; createdAt: Date } | null
}

/** An import and a page of its rows. Throws `not_found`. */
export async function getImport(
  ctx: Context,
  id: string,
  query: z.output<typeof ImportQuery>,
): Promise<ImportDetail> {
  authorizeHouse(ctx)
  return inTenant(ctx, async (tx) => {
    const [found] = await selectFrom(tx).where(eq(imports.id, id))
    if (!found) throw notFound('import', id)
    const [earlier] = await tx
      .select({ id: imports.id, createdAt: imports.createdAt })
      .from(imports)
      .where(
        and(
          eq(imports.sha256, found.import.sha256),
          eq(imports.connectionId, found.import.connectionId),
          lt(imports.id, id),
          eq(imports.status, 'finished'),
        ),
      )
      .orderBy(desc(imports.id))
      .limit(1)
    return { file: shown(found), rows: await rowsOf(tx, id, query), earlier: earlier ?? null }
  })
}
