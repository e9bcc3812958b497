import { z } from 'zod'
import type { Mode } from '../../states'

const http = /^https?:$/

/** What we add to the address ourselves. */
const ours = ['id', 'amount', 'currency', 'description', 'return_url', 'mode', 'ts', 'exp', 'sig']

/** Says what is wrong with the address of a payment page; null when nothing is. That it is https is checked with its endpoint. */
function objectionTo(text: string): string | null {
  if (!URL.canParse(text) || !http.test(new URL(text).protocol))
    return 'Write the whole address, such as https://pay.example.com/checkout.'
  const { username, password, hash, searchParams } = new URL(text)
  if (username || password)
    return 'Take the name and password out of the address: every buyer would see them.'
  if (hash) return 'Write the address without "#".'
  const names = [...searchParams.keys()]
  const taken = names.find((name) => ours.includes(name))
  if (taken) return `Take "${taken}" out of the address: it is added for each payment.`
  return new Set(names).size < names.length ? 'Each name after the "?" may stand there only once.' : null
}

export const CustomCredentials = z.object({
  title: z
    .string()
    .trim()
    .max(60, 'Use at most 60 characters.')
    .transform((text) => text || 'Online payment')
    .prefault('')
    .describe('Name for buyers')
    .meta({ secret: false, control: 'words', hint: 'What buyers choose in the checkout, such as Acme Pay.' }),
  paymentUrl: z
    .string()
    .trim()
    .max(1_000, 'Use at most 1,000 characters.')
    .superRefine((text, ctx) => {
      const message = text && objectionTo(text)
      if (message) ctx.addIssue({ code: 'custom', message })
    })
    .prefault('')
    .describe('Payment page URL')
    .meta({ secret: false, hint: 'Where buyers are sent to pay. It begins with https://.' }),
  secret: z
    .string()
    .trim()
    .min(32, 'A shared secret has at least 32 characters. Take the one that was made for you.')
    .max(200, 'Use at most 200 characters.')
    .regex(/^[\x21-\x7e]+$/, 'Use letters, digits and signs without spaces.')
    .describe('Shared secret')
    .meta({
      control: 'suggestion',
      hint: 'Made for you, or one of your own. Copy it to your payment page now: it is not shown again.',
    }),
  mode: z
    .enum(['test', 'live'], 'Choose whether real money is paid.')
    .describe('Mode')
    .meta({ secret: false, control: 'mode' }),
  legacy: z.enum(['', 'on']).prefault('').describe('Legacy mode').meta({
    secret: false,
    control: 'switch',
    hint: 'For a gateway that exists: it gets only ?id=, and may answer by GET with hash, user_id, amount and comment.',
  }),
})

export type CustomCredentials = z.output<typeof CustomCredentials>

export const modeOf = ({ mode }: CustomCredentials): Mode => mode

/** Of the secret its end: enough to tell two apart, useless to anyone else. */
export const publicPart = ({ secret, ...shown }: CustomCredentials) => ({
  ...shown,
  secret: `…${secret.slice(-4)}`,
})
