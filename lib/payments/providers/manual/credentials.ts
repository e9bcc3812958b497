import { z } from 'zod'
import type { Mode } from '../../states'

export const ManualCredentials = z.object({
  title: z
    .string()
    .trim()
    .max(60, 'Use at most 60 characters.')
    .transform((text) => text || 'Bank transfer')
    .prefault('')
    .describe('Name for buyers')
    .meta({
      secret: false,
      control: 'words',
      hint: 'What buyers choose in the checkout, such as Bank transfer or Invoice.',
    }),
  instructions: z
    .string()
    .trim()
    .min(10, 'Write where buyers send the money, such as your name and IBAN.')
    .max(2_000, 'Use at most 2,000 characters.')
    .describe('Instructions for buyers')
    .meta({
      secret: false,
      control: 'textarea',
      hint: 'Where the money goes: name, IBAN, BIC, bank. Amount, reference and last day are added by themselves.',
    }),
  days: z
    .string()
    .trim()
    .regex(/^([1-9]|[1-5]\d|60)$/, 'Write a number of days from 1 to 60.')
    .default('7')
    .describe('Days to pay')
    .meta({
      secret: false,
      control: 'words',
      hint: 'So long an order waits and its eSIM is kept for it. Bank transfers take up to three working days.',
    }),
  mode: z
    .enum(['test', 'live'], 'Choose whether real money is paid.')
    .describe('Mode')
    .meta({ secret: false, control: 'mode' }),
})

export type ManualCredentials = z.output<typeof ManualCredentials>

export const modeOf = ({ mode }: ManualCredentials): Mode => mode

/** There is nothing secret in them: every buyer reads them. */
export const publicPart = (credentials: ManualCredentials): Record<string, string> => ({ ...credentials })
