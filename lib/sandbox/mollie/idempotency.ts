import { createHash } from 'node:crypto'
import { Refusal } from './errors'
import type { Key } from './keys'
import type { Store } from './store'

const lifeS = 3_600
const longestKey = 255

const fingerprint = (path: string, body: string): string =>
  createHash('sha256').update(`${path}\n${body}`).digest('base64url')

export type Answer = { status: number; body: string; isReplay: boolean }

/** One answer for each `Idempotency-Key` of a profile and mode, for one hour (psp.md 4.9). A refusal is not kept. */
export function once(
  { answers, kernel }: Store,
  { profileId, mode }: Key,
  { header, path, body }: { header: string | null; path: string; body: string },
  work: () => Omit<Answer, 'isReplay'>,
): Answer {
  if (header === null) return { ...work(), isReplay: false }
  if (header.length > longestKey) throw new Refusal(400, 'The idempotency key is too long')
  const id = `${profileId}/${mode} ${header}`
  const request = fingerprint(path, body)
  const known = answers.get(id)
  if (known && known.at + lifeS > kernel.now()) {
    if (known.request !== request)
      throw new Refusal(400, 'The idempotency key was used before with other parameters or another endpoint')
    return { status: known.status, body: known.body, isReplay: true }
  }
  const answer = work()
  answers.put(id, { ...answer, request, at: kernel.now() })
  return { ...answer, isReplay: false }
}
