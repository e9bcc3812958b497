// Seals everything in the database with the first key of SECRET_KEYS: npm run reseal.
import { pool } from '@/db/client'
import { AppError } from '@/lib/core/error'
import { keyNames } from '@/lib/core/secrets'
import { type Resealed, reseal } from '@/lib/ops/reseal'

const named = (keys: readonly string[]) => keys.map((each) => `"${each}"`).join(', ')

/** What came of it, and when an old key may go. */
function linesOf({ done, left, unreadable, unused }: Resealed): string[] {
  const lines = [...unreadable, `Sealed anew: ${done}. Left under another key: ${left}.`]
  if (unreadable.length > 0)
    return [
      ...lines,
      'Remove no key yet. Restore what is damaged from a backup, or delete it, then run this again.',
    ]
  if (left > 0) return [...lines, 'Remove no key yet. Some rows were in use: run this again.']
  if (done > 0)
    return [
      ...lines,
      'Run this again once every web and worker process has been started with these SECRET_KEYS: when it finds nothing to do, it says which keys may be removed.',
    ]
  if (unused.length > 0)
    return [
      ...lines,
      `If every web and worker process has been started with these SECRET_KEYS, you may remove from them: ${named(unused)}. Keep them with your older backups, which open only with them.`,
    ]
  return [
    ...lines,
    `Everything is sealed with the key ${named(keyNames().slice(0, 1))}, the only one there is.`,
  ]
}

const everyMs = 1_000
let toldAt = 0

function tell(line: string): void {
  if (Date.now() - toldAt < everyMs) return
  toldAt = Date.now()
  console.log(line)
}

let code = 1
try {
  const result = await reseal(tell)
  for (const line of linesOf(result)) console.log(line)
  code = result.left > 0 || result.unreadable.length > 0 ? 1 : 0
} catch (error) {
  if (!(error instanceof AppError)) throw error
  console.error(error.message)
}
await pool.end()
process.exitCode = code
