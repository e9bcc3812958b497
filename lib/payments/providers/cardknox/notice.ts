import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '@/lib/core/error'
import type { Mode, Notice } from '../../states'
import type { CardknoxCredentials } from './credentials'
import { fromWall } from './wall-time'

const unproved = () =>
  new AppError('unauthenticated', 'The signature of the webhook does not fit its content and the PIN.')

/** psp.md 6.3: MD5 of the values in the order of their lower-cased names, one after the other, and the PIN. */
function signatureOf(form: URLSearchParams, pin: string): string {
  const values = [...form]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, value]) => value)
  return createHash('md5')
    .update(values.join('') + pin)
    .digest('hex')
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given.toLowerCase()), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Reads a form about one transaction. The signature has no time and no number of its own, so it proves the sender and
 * never that it is new: the transaction is read from the report, and each of its commands counts once.
 * Throws `unauthenticated` for what no PIN proves; without a PIN that is everything.
 */
export function readNotice(
  { headers, body }: { headers: Headers; body: string },
  pins: readonly string[],
  { timeZone, mode }: Pick<CardknoxCredentials, 'timeZone'> & { mode: Mode },
): Notice {
  const form = new URLSearchParams(body)
  const given = headers.get('ck-signature') ?? ''
  if (!pins.some((pin) => pin !== '' && isSame(given, signatureOf(form, pin)))) throw unproved()
  const fields = new Map([...form].map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const refNum = fields.get('xrefnum') ?? ''
  if (!/^\d{1,30}$/.test(refNum))
    throw new AppError('invalid', 'The webhook names no transaction. Let it send xRefNum and xCommand.')
  const command = (fields.get('xcommand') ?? '').toLowerCase()
  return {
    id: `${refNum}:${command}`,
    type: command || 'transaction',
    at: fromWall(fields.get('xentereddate') ?? '', timeZone) ?? new Date(),
    mode,
    version: null,
    paymentExternalId: refNum,
    objectId: refNum,
    objectKind: 'transaction',
  }
}
