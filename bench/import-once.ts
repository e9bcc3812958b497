// One run of the import job: prints rows, milliseconds and the peak of its memory.
import { eq } from 'drizzle-orm'
import { pool } from '@/db/client'
import { imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { runImport } from '@/lib/sims/import/run'

const [tenantId = '', importId = ''] = process.argv.slice(2)
await pool.query('select 1')
const startedAt = performance.now()
await runImport(tenantId, importId)
const ms = performance.now() - startedAt
const [file] = await inTenant(tenantId, (tx) => tx.select().from(imports).where(eq(imports.id, importId)))
console.log(JSON.stringify({ rows: file!.newRows, ms, peakMb: process.resourceUsage().maxRSS / 1024 }))
await pool.end()
