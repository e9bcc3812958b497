import { z } from 'zod'
import { invalidField } from '@/lib/core/error'
import type { Mode } from '../../states'
import { isTaken } from './amount'

const text = (missing: string) => z.string(missing).trim().min(1, missing).max(250)

const choice = <const V extends string>(values: readonly [V, ...V[]], missing: string) =>
  z.enum(values, missing)

const modes = ['test', 'live'] as const
const returnFields = ['xRedirectURL', 'xReturnURL', 'none'] as const
const referenceFields = ['xInvoice', 'xCustom01'] as const

/** `acme`, also out of the whole address of the page. */
const slugIn = (typed: string): string => typed.replace(/^https?:\/\/[^/]+\//i, '').replace(/[/?#].*$/s, '')

const isZone = (zone: string): boolean => {
  try {
    return !!new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    return false
  }
}

export const CardknoxCredentials = z.object({
  xKey: text('Paste the X-key of the account.').describe('X-key').meta({
    secret: true,
    hint: 'Sola portal: Settings, Gateway settings, Keys. It needs the right to run reports.',
  }),
  mode: choice(modes, 'Say whether this is a sandbox account or a live one.').describe('Mode').meta({
    secret: false,
    control: 'mode',
    hint: 'A sandbox account is for tests. The key does not say which it is.',
  }),
  site: text('Write the name of your hosted page.')
    .transform(slugIn)
    .pipe(
      z
        .string()
        .regex(
          /^[A-Za-z0-9_-]{1,80}$/,
          'Copy the address of the page, such as https://secure.cardknox.com/acme.',
        ),
    )
    .describe('Hosted page')
    .meta({
      secret: false,
      hint: 'The address of your PaymentSITE, such as https://secure.cardknox.com/acme.',
    }),
  currency: text('Write the currency of the account, such as USD.')
    .toUpperCase()
    .refine(isTaken, 'Cardknox accounts are in a currency with two decimals, such as USD or CAD.')
    .default('USD')
    .describe('Currency')
    .meta({
      secret: false,
      hint: 'What is priced otherwise is not offered to be paid here.',
    }),
  timeZone: text('Write the time zone of the account, such as America/New_York.')
    .refine(isZone, 'Write a time zone as America/New_York.')
    .default('America/New_York')
    .describe('Time zone')
    .meta({ secret: false, hint: 'In which the account writes its reports.' }),
  referenceField: choice(referenceFields, 'Choose the field.')
    .default('xInvoice')
    .describe('Our reference travels in')
    .meta({
      secret: false,
      control: 'choice',
      options: [
        { value: 'xInvoice', label: 'xInvoice' },
        { value: 'xCustom01', label: 'xCustom01' },
      ],
      hint: 'A field of the hosted page that nobody can leave empty, and that your account keeps.',
    }),
  returnField: choice(returnFields, 'Choose the field.')
    .default('xRedirectURL')
    .describe('The buyer comes back by')
    .meta({
      secret: false,
      control: 'choice',
      options: [
        { value: 'xRedirectURL', label: 'xRedirectURL' },
        { value: 'xReturnURL', label: 'xReturnURL' },
        { value: 'none', label: 'One address for all, set in the portal' },
      ],
      hint: 'Which of them your page follows is set in the portal.',
    }),
  webhookSecret: z.string().trim().max(100).default('').describe('Webhook PIN').meta({
    secret: true,
    isRequired: true,
    hint: 'Any text of yours, the longer the better; enter the same in the portal. Without it anyone could send us webhooks.',
  }),
})

export type CardknoxCredentials = z.output<typeof CardknoxCredentials>

/** As the person says it. Throws `invalid` at the field for a key that cannot be one. */
export function modeOf({ xKey, mode }: CardknoxCredentials): Mode {
  if (!/^[A-Za-z0-9_-]+$/.test(xKey))
    throw invalidField('xKey', 'An X-key is letters and digits only. Copy it from the portal again.')
  return mode
}

/** `…4fake`: enough to tell two keys apart, useless to anyone else. */
export const publicPart = ({ xKey, webhookSecret: _, ...settings }: CardknoxCredentials) => ({
  ...settings,
  xKey: `…${xKey.slice(-4)}`,
})
