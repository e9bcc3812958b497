import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { env } from '@/lib/core/env'

export const keptDays = 7

const root = () => resolve(env.DATA_DIR, 'exports')
type Format = 'csv' | 'xlsx'

export const placeOf = (tenantId: string, id: string, format: Format = 'csv') =>
  join(root(), tenantId, `${id}.${format}`)

/** Opens the file of an export for more, cut back to its first `bytes`, which are whole. null: those are gone. */
export async function openForMore(tenantId: string, id: string, bytes: number): Promise<FileHandle | null> {
  const place = placeOf(tenantId, id)
  await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  const file = await open(place, bytes === 0 ? 'w' : 'r+', 0o600).catch(() => null)
  if (!file) return null
  if ((await file.stat()).size >= bytes) {
    await file.truncate(bytes)
    return file
  }
  await file.close()
  return null
}

/** The file of an export, to be read; null when it was cleared away. */
export async function openExport(tenantId: string, id: string, format: Format): Promise<Readable | null> {
  const file = await open(placeOf(tenantId, id, format)).catch(() => null)
  return file ? file.createReadStream() : null
}

/** Removes what was exported longer ago than files are kept. */
export async function clearOldExports(): Promise<void> {
  const before = Date.now() - keptDays * 86_400_000
  for (const name of await readdir(root(), { recursive: true }).catch(() => [])) {
    const place = join(root(), name)
    const facts = await stat(place).catch(() => null)
    if (facts?.isFile() && facts.mtimeMs < before) await rm(place, { force: true })
  }
}
