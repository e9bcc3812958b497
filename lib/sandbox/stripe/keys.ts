import type { Kernel } from '../kernel'
import { between, type Connection, isOAuthKey, ofKey } from './connections'
import { forbidden, unauthorized } from './errors'
import type { Scope } from './store'

export type Key = Scope & { kind: 'sk' | 'rk' | 'pk'; text: string; limits: string }

/** What a restricted key may lack, by the word in its text that takes it away: `rk_test_demo_noevents`. */
const withoutWords = {
  account: 'noaccount',
  balance: 'nobalance',
  balance_transaction: 'notransactions',
  charge: 'nocharges',
  checkout_session: 'nosessions',
  confirmation_token: 'notokens',
  customer: 'nocustomers',
  dispute: 'nodisputes',
  event: 'noevents',
  payment_intent: 'nopayments',
  payment_method: 'nomethods',
  payout: 'nopayouts',
  refund: 'norefunds',
  report: 'noreports',
  setup_intent: 'nosetups',
  warning: 'nowarnings',
  webhook: 'nowebhooks',
} as const

export type Permission = keyof typeof withoutWords

const shape = /^(sk|rk|pk)_(test|live)_([A-Za-z0-9]+)((?:_[A-Za-z0-9_]*)?)$/

const masked = (text: string) =>
  text.length > 12 ? `${text.slice(0, 8)}${'*'.repeat(text.length - 12)}${text.slice(-4)}` : '****'

function presented(authorization: string | null): string | undefined {
  const [scheme = '', value = ''] = authorization?.trim().split(/\s+/, 2) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0]
  return undefined
}

/**
 * The key of a request: of `Authorization` (Bearer or Basic), or a publishable one sent as the parameter `key`, as
 * stripe.js does. The text after the mode names the account: `sk_test_demo_fake` belongs to `acct_demo`.
 */
export function readKey(authorization: string | null, param: unknown): Key {
  const fromParam = typeof param === 'string' && param.startsWith('pk_') ? param : undefined
  const text = presented(authorization) ?? fromParam
  if (!text)
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    )
  const match = shape.exec(text)
  if (!match || text.includes('wrong')) throw unauthorized(`Invalid API Key provided: ${masked(text)}`)
  if (text.includes('revoked'))
    throw unauthorized(`Expired API Key provided: ${masked(text)}`, 'api_key_expired')
  const [, kind, mode, account, limits = ''] = match
  return { kind: kind as Key['kind'], livemode: mode === 'live', account: `acct_${account}`, text, limits }
}

/** Refuses what a restricted key lacks (403), and whatever a publishable key may not do (401). */
export function checkPermission(key: Key, permission: Permission, method: string, forBrowsers: boolean) {
  if (key.kind === 'pk' && !forBrowsers)
    throw unauthorized(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      'secret_key_required',
    )
  if (key.kind !== 'rk') return
  const access = method === 'GET' ? 'read' : 'write'
  const readOnly = access === 'write' && key.limits.split('_').includes('ro')
  if (!readOnly && !key.limits.includes(withoutWords[permission])) return
  throw forbidden(
    `The provided key '${masked(key.text)}' does not have the required permissions for this endpoint on account '${key.account}'. Having the 'rak_${permission}_${access}' permission would allow this request to continue.`,
  )
}

const noAccess = (key: Key, account: string) =>
  forbidden(
    `The provided key '${masked(key.text)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
    'account_invalid',
  )

/** Through which connection a key acts for the account that `Stripe-Account` names: none for its own. */
export function actingThrough(kernel: Kernel, key: Key, header: string | null): Connection | undefined {
  const given = isOAuthKey(key) ? ofKey(kernel, key.text) : undefined
  if (isOAuthKey(key) && !given) throw noAccess(key, key.account)
  if (!header || header === key.account) return given
  const connection = between(kernel, key, header)
  if (!connection) throw noAccess(key, header)
  return connection
}
