import type { Docs, Kernel } from '../kernel'
import { unhandled } from '../kernel'
import { quietCall } from './call'
import { type Connection, clientOf, connect, connections, forget, ofClient } from './connections'
import { ApiError } from './errors'
import { emitOfApplication } from './events'
import { decodeForm, type FormHash } from './form'
import { randomText } from './ids'
import { readKey } from './keys'
import type { Scope, Store } from './store'

const codeLifeS = 300

type Code = { platform: Scope; account: string; at: number; isUsed: boolean }

const codes = (kernel: Kernel): Docs<Code> => kernel.docs('stripe.oauth_code')

/** Lets a platform in: the code that it may exchange once, within five minutes. */
export function grantCode(kernel: Kernel, platform: Scope, account: string): string {
  const code = `ac_${randomText(32)}`
  codes(kernel).put(code, { platform, account, at: kernel.now(), isUsed: false })
  return code
}

/** An answer that is an error in the form of OAuth, not of the API (psp.md 3.4). */
class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, description: string) {
    super(description)
    this.status = status
    this.code = code
  }
}

const badRequest = (text: string) => new OAuthError(400, 'invalid_request', text)
const badGrant = (text: string) => new OAuthError(400, 'invalid_grant', text)
const badClient = (text: string) => new OAuthError(401, 'invalid_client', text)

const textOf = (form: FormHash, name: string): string | undefined => {
  const value = form[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function platformOfKey(authorization: string | null, form: FormHash): Scope {
  const secret = textOf(form, 'client_secret')
  const shown = authorization ?? (secret ? `Bearer ${secret}` : null)
  if (!shown)
    throw badClient(
      'No authentication was provided. Send your secret API key using the Authorization header, or as a client_secret POST parameter.',
    )
  try {
    const { kind, account, livemode } = readKey(shown, undefined)
    if (kind !== 'pk') return { account, livemode }
  } catch (error) {
    if (error instanceof ApiError) throw badClient(error.message)
    throw error
  }
  throw badClient('This call cannot be made with a publishable API key. Please use a secret API key.')
}

const tokenOf = (connection: Connection) => ({
  access_token: connection.accessToken,
  livemode: connection.livemode,
  refresh_token: connection.refreshToken,
  token_type: 'bearer',
  stripe_publishable_key: connection.publishableKey,
  stripe_user_id: connection.account,
  scope: 'read_write',
})

const callOf = (kernel: Kernel, store: Store, { account, livemode }: Connection) =>
  quietCall(kernel, store, { account, livemode })

/** Ends a connection and tells its platform. */
export function disconnect(kernel: Kernel, store: Store, connection: Connection) {
  forget(kernel, connection)
  emitOfApplication(callOf(kernel, store, connection), connection, 'account.application.deauthorized')
}

function exchange(kernel: Kernel, store: Store, platform: Scope, text: string) {
  const code = codes(kernel).get(text)
  if (!code) throw badGrant(`Authorization code does not exist: ${text}`)
  if (code.platform.account !== platform.account)
    throw badGrant('Authorization code provided does not belong to you')
  if (code.platform.livemode !== platform.livemode)
    throw badGrant('The mode of the API key does not match the mode of the authorization code.')
  if (code.isUsed) {
    const made = ofClient(kernel, clientOf(platform), code.account)
    if (made?.code === text) disconnect(kernel, store, made)
    throw badGrant(
      'This authorization code has already been used. All tokens issued with this code have been revoked.',
    )
  }
  if (code.at + codeLifeS <= kernel.now()) throw badGrant(`Authorization code has expired: ${text}`)
  codes(kernel).put(text, { ...code, isUsed: true })
  const connection = connect(kernel, platform, code.account, text)
  emitOfApplication(callOf(kernel, store, connection), connection, 'account.application.authorized')
  return tokenOf(connection)
}

function refresh(kernel: Kernel, platform: Scope, text: string) {
  const client = clientOf(platform)
  const found = connections(kernel).find((each) => each.refreshToken === text && each.client === client)
  if (!found) throw badGrant(`Refresh token does not exist: ${text}`)
  return tokenOf(found)
}

function issue(kernel: Kernel, store: Store, platform: Scope, form: FormHash) {
  const grant = textOf(form, 'grant_type')
  if (!grant) throw badRequest('No grant type specified')
  if (grant !== 'authorization_code' && grant !== 'refresh_token')
    throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`)
  const name = grant === 'refresh_token' ? grant : 'code'
  const text = textOf(form, name)
  if (!text) throw badRequest(`Missing required param: ${name}`)
  return name === 'code' ? exchange(kernel, store, platform, text) : refresh(kernel, platform, text)
}

function deauthorize(kernel: Kernel, store: Store, platform: Scope, form: FormHash) {
  const [client, account] = ['client_id', 'stripe_user_id'].map((name) => {
    const text = textOf(form, name)
    if (text) return text
    throw badRequest(`Missing required param: ${name}`)
  }) as [string, string]
  if (client !== clientOf(platform)) throw badClient(`No such application: '${client}'`)
  const connection = ofClient(kernel, client, account)
  if (!connection)
    throw badClient(
      `This application is not connected to stripe account ${account}, or that account does not exist.`,
    )
  disconnect(kernel, store, connection)
  return { stripe_user_id: account }
}

type Work = (kernel: Kernel, store: Store, platform: Scope, form: FormHash) => object

const works: Record<string, Work> = { '/oauth/token': issue, '/oauth/deauthorize': deauthorize }

/** `POST /oauth/token` and `/oauth/deauthorize`. An idempotency key protects nothing here: a second exchange revokes. */
export function makeOAuth(kernel: Kernel, store: Store) {
  return async (request: Request, path: string): Promise<Response> => {
    const headers = { 'Cache-Control': 'no-cache, no-store', 'Request-Id': `req_${randomText(14)}` }
    const form = decodeForm(await request.text())
    const work = works[path]
    try {
      if (!work)
        return unhandled(Response.json({ error: { message: 'Unrecognized request URL.' } }, { status: 404 }))
      const platform = platformOfKey(request.headers.get('authorization'), form)
      return Response.json(work(kernel, store, platform, form), { headers })
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      const { status, code, message } = error
      return Response.json({ error: code, error_description: message }, { status, headers })
    }
  }
}
