import { z } from 'zod'
import type { Capability, Check, InstalledWebhook } from './provider'

const CapabilityFact = z.object({
  name: z.string(),
  label: z.string(),
  isAllowed: z.boolean(),
  needed: z.enum(['yes', 'optional']),
})

const WebhookFact = z.object({
  kind: z.enum(['created', 'reused', 'manual']),
  reason: z.string().optional(),
  /** The version of the provider's API in which it is told. */
  version: z.string().optional(),
})

/** A webhook that takes the place of another: how far it is. `reason`: why the old one could not be deleted. */
const RollFact = z.object({
  oldId: z.string(),
  state: z.enum(['starting', 'draining', 'closing']),
  startedAt: z.coerce.date(),
  endsAt: z.coerce.date().optional(),
  reason: z.string().optional(),
})
export type Roll = z.output<typeof RollFact>

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
  roll: RollFact.nullish().catch(null),
})

export type PspFacts = z.output<typeof Facts>

/** A fact in a form that is not ours counts as unknown. */
export const readFacts = (facts: unknown): PspFacts => Facts.parse(facts ?? {})

/** What an account says, as it is kept. */
export const checkFacts = ({ mode: _mode, problem: _problem, ...check }: Check): Record<string, unknown> => ({
  ...check,
})

/** `before`: what a webhook that goes on tells in, when no other could be set up. */
export const webhookFact = ({ kind, reason, version }: InstalledWebhook, before?: PspFacts['webhook']) => {
  const told = version ?? before?.version
  return { webhook: { kind, ...(reason && { reason }), ...(told && { version: told }) } }
}

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
