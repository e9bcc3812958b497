import { hostedPage } from '../hosted-page'
import { type Docs, escapeHtml as e, type Kernel } from '../kernel'
import { platformOf } from './connections'
import { randomText } from './ids'
import { grantCode } from './oauth'
import { nameAccount, namedAccounts, nameOf } from './objects/account'
import type { Scope } from './store'

const businesses = ['acct_nordic', 'acct_harbour', 'acct_alpine']

/** What a platform has entered as its redirect URIs; none means any. */
export const redirectUris = (kernel: Kernel): Docs<{ uris: string[] }> => kernel.docs('stripe.redirect_uris')

type Asked = { platform: Scope; redirectUri: string; state: string | null; wish: string }

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

function isAllowed(uri: string, registered: string[], livemode: boolean): boolean {
  if (registered.length > 0) return registered.includes(uri)
  if (!URL.canParse(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'https:' || (protocol === 'http:' && (!livemode || localHosts.has(hostname)))
}

/** What the address asks for, or the sentence that the vendor answers to a wrong one. */
function read(kernel: Kernel, query: URLSearchParams): Asked | string {
  const client = query.get('client_id') ?? ''
  const platform = platformOf(client)
  if (!platform) return 'No application matches the supplied client identifier'
  const registered = redirectUris(kernel).get(client)?.uris ?? []
  const redirectUri = query.get('redirect_uri') ?? registered[0] ?? ''
  if (!isAllowed(redirectUri, registered, platform.livemode))
    return `Invalid redirect URI '${redirectUri}'. Ensure this uri exactly matches one of the uris specified in your application settings`
  const type = query.get('response_type') ?? ''
  if (type !== 'code') return `Invalid response type: '${type}'. The only supported response type is 'code'`
  const scope = query.get('scope') ?? 'read_only'
  if (scope !== 'read_write') return `Invalid scope: '${scope}' is not available to this application`
  const wish = query.get('stripe_user[business_name]') ?? ''
  return { platform, redirectUri, state: query.get('state'), wish }
}

const choice = (value: string, label: string, isChosen: boolean) =>
  `<label style="display:flex;gap:.5rem;align-items:center;min-height:2.75rem"><input type="radio" name="account" value="${e(value)}"${isChosen ? ' checked' : ''}>${e(label)}</label>`

function form(kernel: Kernel, { platform, wish }: Asked, problem: string): Response {
  const known = new Set([...businesses, ...namedAccounts(kernel)])
  const others = [...known].filter((account) => account !== platform.account)
  const choices = others.map((account, at) => choice(account, nameOf(kernel, account), at === 0))
  const mode = platform.livemode ? 'Live mode' : 'Test mode'
  const error = problem && `<p role="alert">${e(problem)}</p>`
  return hostedPage(
    'Connect with Stripe',
    `<h1>Connect with Stripe</h1><p>${e(nameOf(kernel, platform.account))} asks to take payments in your account, to pay them back and to see all that is in it. ${mode}.</p>${error}
<form method="post"><fieldset style="border:0;margin:0;padding:0"><legend style="padding:0">Account to connect</legend>${choices.join('')}${choice('new', 'Make a new account', false)}</fieldset>
<label>Name of the new business<input name="name" value="${e(wish)}" autocomplete="off" style="width:100%;font:inherit;padding:.5rem"></label>
<button class="main" name="decision" value="connect">Connect</button><button name="decision" value="cancel">Cancel</button></form>`,
    problem ? 400 : 200,
  )
}

function back({ redirectUri, state }: Asked, answer: Record<string, string>): Response {
  const to = new URL(redirectUri)
  const all = { ...answer, ...(state !== null && { state }) }
  for (const [name, value] of Object.entries(all)) to.searchParams.set(name, value)
  return new Response(null, { status: 302, headers: { Location: to.href } })
}

function chosen(kernel: Kernel, given: URLSearchParams): string {
  const account = given.get('account') ?? ''
  if (account !== 'new') return account
  const made = `acct_1${randomText(15)}`
  nameAccount(kernel, made, given.get('name')?.trim() || 'A new business (sandbox)')
  return made
}

function decide(kernel: Kernel, asked: Asked, given: URLSearchParams): Response {
  if (given.get('decision') !== 'connect')
    return back(asked, { error: 'access_denied', error_description: 'The user denied your request' })
  const account = chosen(kernel, given)
  if (!/^acct_[A-Za-z0-9]+$/.test(account)) return form(kernel, asked, 'Choose the account to connect.')
  if (account === asked.platform.account)
    return form(kernel, asked, 'This is the account that asks. Choose the account of another business.')
  return back(asked, { scope: 'read_write', code: grantCode(kernel, asked.platform, account) })
}

/** `/oauth/authorize`: where a business lets a platform into its account. A wrong address is not sent on. */
export async function authorizePage(kernel: Kernel, request: Request): Promise<Response> {
  const asked = read(kernel, new URL(request.url).searchParams)
  if (typeof asked === 'string') return Response.json({ error: { message: asked } }, { status: 400 })
  if (request.method !== 'POST') return form(kernel, asked, '')
  return decide(kernel, asked, new URLSearchParams(await request.text()))
}
