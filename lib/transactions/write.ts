import type { FileHandle } from 'node:fs/promises'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { exports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { csvHead, csvRow } from './csv'
import { openForMore } from './files'
import { findTransactions, TransactionFilter } from './query'
import { writeWorkbook } from './xlsx'

type Export = typeof exports.$inferSelect

const perPart = 1_000
const lost = 'The unfinished file was lost. Export again.'

const Asked = TransactionFilter.extend({ timezone: z.string() })

/** Writes the next rows and then, how far it came: killed between both, the file is cut back to what was counted. */
async function writePart(file: FileHandle, { tenantId, id, query, ...row }: Export): Promise<Export | null> {
  const { timezone, ...filter } = Asked.parse(query)
  const place = { after: row.cursor ?? undefined, size: perPart, timezone }
  const found = await inTenant(tenantId, (tx) => findTransactions(tx, filter, place))
  const text = `${row.bytes === 0 ? csvHead() : ''}${found.map(csvRow).join('')}`
  const part = Buffer.from(text)
  await file.write(part, 0, part.length, row.bytes)
  const isLast = found.length < perPart
  if (isLast) {
    await file.sync()
    if (row.format === 'xlsx') await writeWorkbook(tenantId, id)
  }
  const [next] = await inTenant(tenantId, (tx) =>
    tx
      .update(exports)
      .set({
        cursor: found.at(-1)?.key ?? row.cursor,
        doneRows: row.doneRows + found.length,
        bytes: row.bytes + part.length,
        status: isLast ? 'finished' : 'running',
      })
      .where(and(eq(exports.id, id), eq(exports.bytes, row.bytes), eq(exports.status, 'running')))
      .returning(),
  )
  return next ?? null
}

/** Writes an export for at most `limitMs`; says whether there is nothing left to do. */
export async function writeExport(tenantId: string, id: string, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs
  const [found] = await inTenant(tenantId, (tx) => tx.select().from(exports).where(eq(exports.id, id)))
  if (found?.status !== 'running') return true
  const file = await openForMore(tenantId, id, found.bytes)
  if (!file) {
    await inTenant(tenantId, (tx) =>
      tx.update(exports).set({ status: 'failed', problem: lost }).where(eq(exports.id, id)),
    )
    return true
  }
  try {
    let now: Export | null = found
    do now = await writePart(file, now)
    while (now?.status === 'running' && Date.now() < until)
    return now?.status !== 'running'
  } finally {
    await file.close()
  }
}
