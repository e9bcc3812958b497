import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { newSecretKeys, randomText } from '../new-secrets.mjs'

const Secrets = z.object({
  SECRET_KEYS: z.string(),
  AUTH_SECRET: z.string(),
  DEMO_PASSWORD: z.string(),
  DATABASE_PASSWORD: z.string(),
})
export type Secrets = z.output<typeof Secrets>

const makeSecrets = (given: Partial<Secrets>): Secrets => ({
  SECRET_KEYS: given.SECRET_KEYS ?? newSecretKeys(),
  AUTH_SECRET: given.AUTH_SECRET ?? randomText(32),
  DEMO_PASSWORD: given.DEMO_PASSWORD ?? randomText(9),
  DATABASE_PASSWORD: randomText(24),
})

/**
 * The secrets of a data folder, in a file that only its owner may read: made at the first start, from what is `given`
 * and by chance, and kept. A later given SECRET_KEYS or AUTH_SECRET goes before the kept one.
 */
export function keptSecrets(dataDir: string, given: Partial<Secrets>): Secrets {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) {
    try {
      const kept = Secrets.parse(JSON.parse(readFileSync(file, 'utf8')))
      return {
        ...kept,
        SECRET_KEYS: given.SECRET_KEYS ?? kept.SECRET_KEYS,
        AUTH_SECRET: given.AUTH_SECRET ?? kept.AUTH_SECRET,
      }
    } catch {
      throw new AppError(
        'precondition',
        `${file} is damaged: restore it from a backup; it opens what is sealed in the database.`,
      )
    }
  }
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION')))
    throw new AppError(
      'precondition',
      `${file} is missing beside a database that needs it: restore it from a backup, or move ${dataDir} away to start anew.`,
    )
  const made = makeSecrets(given)
  writeFileSync(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return made
}
