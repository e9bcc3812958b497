import { z } from 'zod'
import type { Capability, Check, InstalledWebhook } from './provider'

const CapabilityFact = z.object({
  name: z.string(),
  label: z.string(),
  isAllowed: z.boolean(),
  needed: z.enum(['yes', 'optional']),
})

const WebhookFact = z.object({ kind: z.enum(['created', 'reused', 'manual']), reason: z.string().optional() })

const text = z.string().nullish().catch(null)

/** What is kept of a PSP in `connections.facts`, beside the public part of its keys. */
const Facts = z.object({
  accountId: text,
  accountName: text,
  country: text,
  currency: text,
  chargesEnabled: z.boolean().nullish().catch(null),
  payoutsEnabled: z.boolean().nullish().catch(null),
  capabilities: z.array(CapabilityFact).default([]).catch([]),
  methods: z.array(z.string()).default([]).catch([]),
  warnings: z.array(z.string()).default([]).catch([]),
  /** How its webhook was last set up; absent before that. */
  webhook: WebhookFact.optional().catch(undefined),
})

export type PspFacts = z.output<typeof Facts>

/** A fact in a form that is not ours counts as unknown. */
export const readFacts = (facts: unknown): PspFacts => Facts.parse(facts ?? {})

/** What an account says, as it is kept. */
export const checkFacts = ({ mode: _mode, problem: _problem, ...check }: Check): Record<string, unknown> => ({
  ...check,
})

export const webhookFact = ({ kind, reason }: InstalledWebhook): Record<string, unknown> => ({
  webhook: { kind, ...(reason && { reason }) },
})

/** Why a connection cannot be used, in words: the account takes no payments, or the key lacks a right; null when it can. */
export const problemIn = ({ chargesEnabled, problem, capabilities }: Check): string | null =>
  chargesEnabled === false
    ? (problem ?? 'The provider takes no payments for this account.')
    : lackOf(capabilities)

/** Names what the key cannot do though we need it; null for a key that can do all of it. */
export function lackOf(capabilities: readonly Capability[]): string | null {
  const lacking = capabilities.filter(({ needed, isAllowed }) => needed === 'yes' && !isAllowed)
  if (!lacking.length) return null
  const names = lacking.map(({ label }) => `"${label}"`).join(', ')
  return `The key lacks rights that are needed: ${names}. Give it these rights at the provider, or use another key.`
}
