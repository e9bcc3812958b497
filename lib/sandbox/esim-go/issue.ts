import { randomInt } from 'node:crypto'
import { luhnDigit } from '@/lib/core/luhn'
import type { Esim, Store } from './store'

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const randomText = (length: number) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
const randomDigits = (length: number) => String(randomInt(10 ** length)).padStart(length, '0')

/** A new profile. 8900 is no country's prefix, so no real card has such a number. */
export function issueEsim(store: Store, key: string): Esim {
  const body = `8900${String(store.nextNumber()).padStart(14, '0')}`
  const now = store.kernel.now()
  const esim: Esim = {
    iccid: body + luhnDigit(body),
    key,
    matchingId: `SBX-${randomText(6)}-${randomText(8)}`,
    pin: '0000',
    puk: randomDigits(8),
    status: 'Released',
    isSuspended: false,
    customerRef: '',
    assignedAt: now,
    visited: {},
    bundles: [],
    history: [],
  }
  store.esims.put(esim.iccid, esim)
  return esim
}
