import { createHash } from 'node:crypto'
import { Refusal } from './errors'
import type { Pairs } from './nvp'
import { type Account, accountIdOf, type Store } from './store'

const refusal = () => new Refusal(10002, 'Security error', 'Security header is not valid')

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Reads USER, PWD and SIGNATURE. The first call of a user decides which password and signature are right; any other is
 * refused with 10002, and so is one with `revoked` in it.
 */
export function signIn({ accounts }: Store, { USER = '', PWD = '', SIGNATURE = '' }: Pairs): Account {
  if (!/^[\w.+-]+_api1\.[\w.-]+$/.test(USER) || !PWD || !SIGNATURE) throw refusal()
  if (/revoked/i.test(USER + PWD + SIGNATURE)) throw refusal()
  const proof = hash(`${PWD}\n${SIGNATURE}`)
  const known = accounts.get(USER)
  if (known && known.proof !== proof) throw refusal()
  if (known) return known
  const email = USER.replace('_api1.', '@')
  const made: Account = { user: USER, proof, merchantId: accountIdOf(USER), email }
  accounts.put(USER, made)
  return made
}
