import { expect } from '@playwright/test'
import { settings } from './fixtures'

export type Mail = {
  to: string[]
  subject: string
  text: string
  html: string
  attachments: { filename: string; contentType: string; content: string }[]
}

export type Wire = {
  seq: number
  method: string
  path: string
  body: string
  status: number | null
  response: string
  unhandled?: true
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`${settings.sandbox}/_sandbox/${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

const tell = (path: string, body: object): Promise<unknown> =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** The mails that an address got, oldest first, as soon as there are so many. */
export async function mailsTo(address: string, count = 1): Promise<Mail[]> {
  let found: Mail[] = []
  await expect
    .poll(
      async () => {
        found = await ask<Mail[]>(`mail?to=${encodeURIComponent(address)}`)
        return found.length
      },
      { message: `mails to ${address}`, timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(count)
  return found
}

/** The business disconnects at Stripe whoever acts for it. */
export const takeAccessBack = (account: string) => tell(`stripe/${account}/deauthorize`, {})

/** The address behind the button of a mail. */
export function linkIn({ text }: Mail): string {
  const [link] = /https?:\/\/\S+/.exec(text) ?? []
  if (!link) throw new Error(`There is no link in: ${text}`)
  return link
}

type Service = 'stripe' | 'mollie' | 'paypal' | 'cardknox' | 'custom' | 'esim-go'

/** What was called at a service so far. */
export const callsTo = (service: Service, since = 0): Promise<Wire[]> =>
  ask(`requests?service=${service}&since=${since}`)

type Fault = {
  service: Service
  method?: string
  path?: string
  /** Only for the account with this text in its key: other tests go on undisturbed. */
  key: string
  times: number
  fault: string
}

export const fault = (fault: Fault): Promise<unknown> => tell('faults', fault)

/** What a person enters in the portal of a Cardknox account. */
export const enterCardknoxWebhook = (account: string, url: string, pin: string): Promise<unknown> =>
  tell('cardknox/webhook', { account, url, pin })

/** What is sent to this address is lost from now on, or no longer. */
export const setWebhooks = (service: Service, mode: 'normal' | 'drop', url: string): Promise<unknown> =>
  tell('webhooks', { service, mode, url })

/** A button beside a payment on the page of the sandbox: what PayPal, Acme Pay or the bank behind them does with it. */
export const press = (service: 'paypal' | 'custom', payment: string, button: string): Promise<unknown> =>
  tell(`${service}/${payment}/${button}`, {})
