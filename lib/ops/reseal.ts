import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { envelopes, firstHeader, keyNameIn, keyNames, open, seal } from '@/lib/core/secrets'
import { type SealedPlace, type SealedRow, sealedPlaces } from './sealed'

const perBatch = 100
const mostPasses = 5
const betweenPassesMs = 500
const lockKey = 7310413

export type Resealed = {
  /** Rows that were sealed anew now. */
  done: number
  /** Envelopes that are still of another key than the first: their rows were in use. */
  left: number
  /** Rows whose sealed text is damaged, each as a sentence. They stay as they are. */
  unreadable: string[]
  /** Keys of SECRET_KEYS that open nothing any more. */
  unused: string[]
}

/** What is sealed now, by the name of its key; null counts texts that are no envelope. */
async function countByKey(place: SealedPlace): Promise<Map<string | null, number>> {
  const counts = new Map<string | null, number>()
  for (const { header, count } of await place.count()) {
    const name = keyNameIn(header)
    counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return counts
}

async function refuseMissingKeys(): Promise<void> {
  const known = keyNames()
  for (const place of sealedPlaces)
    for (const [name, count] of await countByKey(place))
      if (name !== null && !known.includes(name))
        throw new AppError(
          'precondition',
          `SECRET_KEYS has no key "${name}", which sealed ${count} values of ${place.name}. Put that key back behind the first, then run this again. Nothing was changed.`,
        )
}

/** Seals every envelope inside a text with the first key; those that it sealed stay. */
async function renew(text: string): Promise<string> {
  const found = [...text.matchAll(envelopes)].filter(([, header]) => header !== firstHeader())
  if (!found.length) throw new Error('it holds no envelope')
  const renewed = await Promise.all(
    found.map(async ([sealed]) => [sealed, seal(await open(sealed))] as const),
  )
  return renewed.reduce((now, [old, fresh]) => now.replace(old, fresh), text)
}

async function renewRow(row: SealedRow, place: SealedPlace, unreadable: Set<string>) {
  try {
    return [{ ...row, renewed: await renew(row.text) }]
  } catch {
    unreadable.add(`${place.name} of ${row.id} is damaged and cannot be opened; it was left as it is.`)
    return []
  }
}

/** One walk through a place, in the order of its key. Rows that others hold or change meanwhile wait for the next. */
async function walk(
  place: SealedPlace,
  unreadable: Set<string>,
  onBatch: (rows: number) => void,
): Promise<void> {
  let last: SealedRow | null = null
  for (;;) {
    const rows: SealedRow[] = await place.due(last, perBatch)
    last = rows.at(-1) ?? null
    if (!last) return
    const renewed = await Promise.all(rows.map((row) => renewRow(row, place, unreadable)))
    onBatch(await place.replace(renewed.flat()))
  }
}

async function countLeft(): Promise<{ byPlace: Map<string, number>; total: number; used: Set<string> }> {
  const [first] = keyNames()
  const byPlace = new Map<string, number>()
  const used = new Set<string>()
  for (const place of sealedPlaces)
    for (const [name, count] of await countByKey(place)) {
      if (name !== null) used.add(name)
      if (name !== null && name !== first) byPlace.set(place.name, (byPlace.get(place.name) ?? 0) + count)
    }
  return { byPlace, used, total: [...byPlace.values()].reduce((sum, each) => sum + each, 0) }
}

async function resealAll(say: (line: string) => void): Promise<Resealed> {
  await refuseMissingKeys()
  const unreadable = new Set<string>()
  let done = 0
  let now = await countLeft()
  for (let pass = 1; now.total > 0 && pass <= mostPasses; pass++) {
    if (pass > 1) await wait(betweenPassesMs)
    for (const place of sealedPlaces) {
      const due = now.byPlace.get(place.name)
      if (!due) continue
      let here = 0
      await walk(place, unreadable, (rows) => {
        here += rows
        say(`${place.name}: ${here} of ${due}`)
      })
      done += here
    }
    now = await countLeft()
  }
  const unused = keyNames().filter((name, index) => index > 0 && !now.used.has(name))
  return { done, left: now.total, unreadable: [...unreadable], unused }
}

/**
 * Seals everything anew that another key than the first of SECRET_KEYS sealed, in small batches beside running processes:
 * a row is replaced only while it still holds the text that was opened. Killed, it goes on at the next run. `say` gets
 * progress. Throws `precondition`, before anything is changed, when a key is missing, and `conflict` while another runs.
 */
export async function reseal(say: (line: string) => void): Promise<Resealed> {
  // A session of its own: the lock ends with the process, however that ends.
  const guard = new pg.Client({ connectionString: env.DATABASE_URL, application_name: 'simyard-reseal' })
  await guard.connect()
  try {
    const { rows } = await guard.query<{ free: boolean }>(`select pg_try_advisory_lock(${lockKey}) free`)
    if (!rows[0]?.free)
      throw new AppError('conflict', 'Sealing anew is running already. Wait until that has ended.')
    return await resealAll(say)
  } finally {
    await guard.end()
  }
}
