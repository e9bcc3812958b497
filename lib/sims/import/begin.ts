import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { companies, imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { luhnPolicies } from '@/lib/core/iccid'
import { enqueue } from '@/lib/jobs/enqueue'
import { readSettings } from '@/lib/telecom/facts'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { checkSimFile, importSimFile } from './jobs'

export const NewImport = z.object({
  connectionId: z
    .string({ error: 'Choose the telecom that these SIMs belong to.' })
    .min(1, 'Choose the telecom that these SIMs belong to.'),
  companyId: z
    .string()
    .optional()
    .transform((id) => id || null),
  /** Left out: as it is set for the telecom. */
  luhn: z.union([z.enum(luhnPolicies), z.literal('').transform(() => undefined)]).optional(),
})

/** A file as it was received: kept whole below DATA_DIR, known by its content. */
export type ReceivedFile = { fileName: string; path: string; sha256: string }

/** Takes a received file in and asks for the check. Gives the id of the import. */
export async function beginImport(
  ctx: Context,
  input: z.output<typeof NewImport>,
  file: ReceivedFile,
): Promise<string> {
  authorize(ctx, 'sims:write')
  return inTenant(ctx, async (tx) => {
    const connection = await getConnection(tx, input.connectionId)
    if (connection.kind !== 'telecom')
      throw invalidField('connectionId', 'Choose a telecom, not a payment provider.')
    if (input.companyId && !(await tx.$count(companies, eq(companies.id, input.companyId))))
      throw invalidField('companyId', 'Choose a company of yours.')
    const luhn = input.luhn ?? readSettings(connection.settings).luhn
    const [made] = await tx
      .insert(imports)
      .values({ ...input, ...file, luhn, status: 'checking' })
      .returning({ id: imports.id })
    await enqueue(tx, checkSimFile, { tenantId: ctx.tenantId, importId: made!.id })
    await audit(tx, ctx, 'import.upload', made!.id, { fileName: file.fileName })
    return made!.id
  })
}

/** Lets a checked file be imported. Pressed twice it is done once. */
export async function confirmImport(ctx: Context, importId: string): Promise<void> {
  authorize(ctx, 'sims:write')
  await inTenant(ctx, async (tx) => {
    const [file] = await tx.select().from(imports).where(eq(imports.id, importId)).for('update')
    if (!file) throw notFound('import', importId)
    if (file.status === 'importing' || file.status === 'finished') return
    if (file.status !== 'checked')
      throw new AppError('precondition', 'The file is still being checked. Wait for the result.')
    if (file.newRows === 0) throw new AppError('precondition', 'There is nothing new in this file to import.')
    await tx
      .update(imports)
      .set({ status: 'importing', doneRows: 0, newRows: 0, knownRows: 0, badRows: 0 })
      .where(eq(imports.id, importId))
    await enqueue(tx, importSimFile, { tenantId: ctx.tenantId, importId }, { key: `import:${importId}` })
    await audit(tx, ctx, 'import.run', importId)
  })
}
