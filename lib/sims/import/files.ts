import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { fileProblem, limits, tooLarge } from '../file/limits'
import { openSimFile, type SimFile } from '../file/open'
import type { ReceivedFile } from './begin'

/** Where an uploaded file lies: the database keeps the path below DATA_DIR, so that the folder can be moved. */
export const placeOf = (path: string): string => resolve(env.DATA_DIR, path)

export const removeFile = (path: string): Promise<void> => rm(placeOf(path), { force: true })

const keptDays = 7
const gone = `Uploaded files are cleared away after ${keptDays} days, and this one is gone. Upload it again.`

/** Opens the file of an import. Throws `precondition` when it was cleared away. */
export async function openKept({ path, fileName }: { path: string; fileName: string }): Promise<SimFile> {
  const there = await stat(placeOf(path)).catch(() => null)
  if (!there) throw new AppError('precondition', gone)
  return openSimFile(placeOf(path), fileName)
}

/** Removes what was uploaded longer ago than files are kept, also what a crash left behind. */
export async function clearOldFiles(): Promise<void> {
  const root = placeOf('imports')
  const before = Date.now() - keptDays * 86_400_000
  const found = await readdir(root, { recursive: true }).catch(() => [])
  for (const name of found) {
    const place = join(root, name)
    const facts = await stat(place).catch(() => null)
    if (facts?.isFile() && facts.mtimeMs < before) await rm(place, { force: true })
  }
}

/** Makes the folder for the uploads of an organization. */
export const makeRoom = (tenantId: string) =>
  mkdir(placeOf(join('imports', tenantId)), { recursive: true, mode: 0o700 })

/** Counts and hashes what flows through it. */
function meter() {
  const hash = createHash('sha256')
  let size = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { stream, result: () => ({ size, sha256: hash.digest('hex') }) }
}

const tooLargeText = `The file is larger than ${limits.fileBytes / 1024 / 1024} MB. Split it into several.`

/**
 * Keeps an upload on disk as it arrives (after `makeRoom`), readable for nobody else; the caller ends `bytes` soon after the
 * limit. Throws `too_large` or `invalid` at the field `file`, and then nothing is left behind.
 */
export async function receiveFile(
  tenantId: string,
  fileName: string,
  bytes: Readable,
): Promise<ReceivedFile> {
  const path = join('imports', tenantId, randomUUID())
  const { stream, result } = meter()
  try {
    await pipeline(bytes, stream, createWriteStream(placeOf(path), { mode: 0o600, flags: 'wx' }))
    const { size, sha256 } = result()
    // Not while it flows: a part of a form that was not read to its end stops the reader of the form for ever.
    if (size > limits.fileBytes) throw tooLarge(tooLargeText)
    if (size === 0) throw fileProblem('The file is empty. Choose the list that holds your SIMs.')
    return { fileName: fileName.slice(-200), path, sha256 }
  } catch (error) {
    await removeFile(path)
    throw error
  }
}
