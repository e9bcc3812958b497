// Rows per second of the import job, over a bare COPY of the same rows into a table of the same shape and indexes.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { eq } from 'drizzle-orm'
import copy from 'pg-copy-streams'
import { pool } from '@/db/client'
import { imports } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { luhnDigit } from '@/lib/core/luhn'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { report } from './report'

const [few, many] = [50_000, 200_000]
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const dumped = join(env.DATA_DIR, 'rows.copy')

const ctx = await makeTenant()
const { id: connectionId } = await makeConnection(ctx)

function lineOf(n: number): string {
  const body = `899901${String(n).padStart(12, '0')}`
  return `${body}${luhnDigit(body)},LPA:1$smdp.example.test$${body.slice(-10)},20201${String(n).padStart(10, '0')},+30690${String(n).padStart(7, '0')},fleet;van,Depot ${n % 50}\n`
}

/** A file as it lies there once it was checked and confirmed. */
async function checkedFile(rows: number) {
  const path = join(env.DATA_DIR, `${rows}.csv`)
  const lines = Array.from({ length: rows }, (_, n) => lineOf(n))
  writeFileSync(path, `ICCID,Activation code,IMSI,MSISDN,Labels,Note\n${lines.join('')}`)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const values = { fileName: 'sims.csv', path, sha256, connectionId, luhn: 'strict' as const }
  const [made] = await inTenant(ctx, (tx) => tx.insert(imports).values(values).returning())
  return made!.id
}

type Once = { rows: number; ms: number; peakMb: number }

/** Runs the job on an empty table, in a process of its own, so that its memory is its own too. */
async function importOnce(importId: string): Promise<Once> {
  await pool.query('truncate sims, sim_secrets cascade')
  await inTenant(ctx, (tx) =>
    tx
      .update(imports)
      .set({ status: 'importing', doneRows: 0, newRows: 0, knownRows: 0, badRows: 0 })
      .where(eq(imports.id, importId)),
  )
  await pool.query('checkpoint')
  const args = ['--import', 'tsx', 'bench/import-once.ts', ctx.tenantId, importId]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

const columns = async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name name from information_schema.columns
     where table_name = 'sims' and is_generated = 'NEVER' order by ordinal_position`,
  )
  return rows.map(({ name }) => `"${name}"`).join(', ')
}

async function dump(): Promise<void> {
  const client = await pool.connect()
  await pipeline(client.query(copy.to(`copy sims (${await columns()}) to stdout`)), createWriteStream(dumped))
  client.release()
}

/** The limit: the same rows, ready made, into a table with the same indexes. */
async function copyOnce(): Promise<number> {
  await pool.query('drop table if exists bench_sims; create table bench_sims (like sims including all)')
  await pool.query('checkpoint')
  const client = await pool.connect()
  const startedAt = performance.now()
  await pipeline(
    createReadStream(dumped),
    client.query(copy.from(`copy bench_sims (${await columns()}) from stdin`)),
  )
  const ms = performance.now() - startedAt
  client.release()
  return ms
}

const [small, large] = [await checkedFile(few), await checkedFile(many)]
const peaks = [(await importOnce(small)).peakMb]
const [imported, copied]: [number[], number[]] = [[], []]
for (let round = 0; round < rounds; round++) {
  const { rows, ms, peakMb } = await importOnce(large)
  if (rows !== many) throw new Error(`Only ${rows} of ${many} rows were imported.`)
  imported.push(ms)
  if (round === 0) peaks.push(peakMb)
  await dump()
  copied.push(await copyOnce())
}
const perSecond = (ms: number[]) => (many / Math.min(...ms)) * 1000
report(
  { bench: 'import', value: perSecond(imported), unit: 'rows/s', limit: perSecond(copied) },
  { peakMb: peaks, peakRows: [few, many] },
)
await pool.end()
