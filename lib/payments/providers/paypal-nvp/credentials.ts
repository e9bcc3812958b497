import { z } from 'zod'
import { env } from '@/lib/core/env'
import { invalidField } from '@/lib/core/error'
import type { Endpoint } from '../../provider'
import type { Mode } from '../../states'

const needed = (message: string, most: number) => z.string(message).trim().min(1, message).max(most)

const url = (example: string) => needed(`Write the whole address, such as ${example}.`, 300)

export const live = {
  endpoint: 'https://api-3t.paypal.com/nvp',
  checkout: 'https://www.paypal.com/cgi-bin/webscr',
  postback: 'https://ipnpb.paypal.com/cgi-bin/webscr',
}
const test = {
  endpoint: 'https://api-3t.sandbox.paypal.com/nvp',
  checkout: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
  postback: 'https://ipnpb.sandbox.paypal.com/cgi-bin/webscr',
}

// What stands in the form at first.
const usual = () => (env.SANDBOX === 'on' ? test : live)

export const PaypalCredentials = z.object({
  endpoint: url(live.endpoint)
    .default(() => usual().endpoint)
    .describe('Endpoint')
    .meta({ secret: false, isRequired: true, hint: `${live.endpoint}, or to test: ${test.endpoint}` }),
  username: needed('Paste the API username.', 200).describe('Username').meta({
    secret: false,
    hint: 'The API username, such as name_api1.example.com. PayPal: Account settings, API access, NVP/SOAP API.',
  }),
  password: needed('Paste the API password.', 200)
    .describe('Password')
    .meta({ hint: 'The API password of 16 characters, not the one that you sign in with.' }),
  checkout: url(live.checkout)
    .default(() => usual().checkout)
    .describe('Checkout')
    .meta({
      secret: false,
      isRequired: true,
      hint: `The page for buyers: ${live.checkout}, or to test: ${test.checkout}`,
    }),
  signature: needed('Paste the signature.', 200)
    .describe('Signature')
    .meta({ hint: 'About 56 characters, beside username and password.' }),
})

export type PaypalCredentials = z.output<typeof PaypalCredentials>

type Place = 'endpoint' | 'checkout'

/** The addresses of the sandbox, while it is on. */
const simulated = () => {
  const base = `${env.SANDBOX_URL}/paypal`
  return { endpoint: `${base}/nvp`, checkout: `${base}/cgi-bin/webscr` }
}

/** The mode that an address says. What is none of PayPal's is refused: we would send our keys, or the buyer, anywhere. */
function modeAt(place: Place, typed: string): Mode {
  const address = typed.replace(/\/+$/, '').toLowerCase()
  if (address === live[place]) return 'live'
  if (address === test[place]) return 'test'
  if (env.SANDBOX === 'on' && address === simulated()[place].toLowerCase()) return 'test'
  throw invalidField(place, `This is no address of PayPal. Use ${live[place]}, or ${test[place]} to test.`)
}

/** Throws `invalid` at the field for an address that is not PayPal's, mixed modes, and the name to sign in with. */
export function modeOf({ endpoint, checkout, username }: PaypalCredentials): Mode {
  const mode = modeAt('endpoint', endpoint)
  if (modeAt('checkout', checkout) !== mode)
    throw invalidField(
      'checkout',
      `The endpoint is in ${mode} mode, this page is not. Use both of the same mode.`,
    )
  if (username.includes('@'))
    throw invalidField(
      'username',
      'This is an e-mail address. Copy the API username instead, such as name_api1.example.com.',
    )
  return mode
}

/** The address to call, as the credentials say it. */
export const endpointOf = ({ endpoint }: PaypalCredentials): string => endpoint.replace(/\/+$/, '')

/** Where the buyer goes, and who confirms a notification: PayPal, or what stands in for it at `endpoint`. */
export function placesOf(
  credentials: PaypalCredentials,
  { url }: Endpoint,
): { checkout: string; postback: string } {
  if (new URL(url).hostname.endsWith('.paypal.com'))
    return {
      checkout: credentials.checkout,
      postback: modeOf(credentials) === 'live' ? live.postback : test.postback,
    }
  const page = url.replace(/\/nvp$/, '/cgi-bin/webscr')
  return { checkout: page, postback: page }
}

const ends = (secret: string): string => `…${secret.slice(-4)}`

export const publicPart = ({ endpoint, username, password, checkout, signature }: PaypalCredentials) => ({
  endpoint,
  username,
  password: ends(password),
  checkout,
  signature: ends(signature),
})
