import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@/lib/core/error'
import { claim, holderOf } from '../pid-file.mjs'
import { stopPostmaster } from './postmaster'

export type Folder = {
  /** The start before this one was killed: what it started may still be ending. */
  wasKilled: boolean
  /** Says that the first start came to its end; until then the next one begins anew. */
  finished(): void
}

/**
 * Takes a data folder for this process. Throws a sentence when it cannot be written or when another start uses it.
 * What a first start that was interrupted left half made is cleared away.
 */
export async function takeFolder(dataDir: string): Promise<Folder> {
  const [pidFile, unfinished] = [join(dataDir, 'serve.pid'), join(dataDir, 'unfinished')]
  const parts = ['postgres', 'sandbox', 'secrets.json'].map((name) => join(dataDir, name))
  const wasKilled = existsSync(pidFile) && !holderOf(pidFile)
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true })
    const holder = claim(pidFile)
    if (holder)
      throw new AppError(
        'conflict',
        `Simyard runs already in ${dataDir} (process ${holder}): stop it, or set DATA_DIR and PORT to others.`,
      )
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'precondition',
      `DATA_DIR: ${dataDir} cannot be written (${(error as Error).message}).`,
    )
  }
  if (existsSync(unfinished)) {
    await stopPostmaster(join(dataDir, 'postgres'))
    for (const part of parts) rmSync(part, { recursive: true, force: true })
  }
  if (!parts.some(existsSync)) writeFileSync(unfinished, '')
  return { wasKilled, finished: () => rmSync(unfinished, { force: true }) }
}
