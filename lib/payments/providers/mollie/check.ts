import { AppError } from '@/lib/core/error'
import type { Capability, Check, Endpoint } from '../../provider'
import type { Mode } from '../../states'
import { ask, type Client, clientFor, explain } from './client'
import { type MollieCredentials, modeOf } from './credentials'
import { WireMethods, WireProfile } from './wire'

type Probe = Omit<Capability, 'isAllowed'> & { try(client: Client): Promise<unknown> }

const one = { limit: 1 }

const probes: Probe[] = [
  { name: 'payments', label: 'Read payments', needed: 'yes', try: (c) => c.payments.page(one) },
  { name: 'refunds', label: 'Read refunds', needed: 'yes', try: (c) => c.refunds.page(one) },
  { name: 'chargebacks', label: 'Read chargebacks', needed: 'yes', try: (c) => c.chargebacks.page(one) },
]

/**
 * Asks Mollie whose key this is, what it may read and which methods are on. Leaves nothing behind at Mollie.
 * Throws `invalid` at the field for a key of another mode, `precondition` for one that is not accepted.
 */
export async function check(credentials: MollieCredentials, endpoint: Endpoint): Promise<Check> {
  const mode = modeOf(credentials)
  const client = clientFor(credentials.apiKey, endpoint)
  const profile = await ask(WireProfile, () => client.profiles.getCurrent())
  if (profile.mode !== mode)
    throw new AppError('invalid', `Mollie says that this is not a ${mode} key. Copy it from Mollie again.`)
  const methods = await ask(WireMethods, () => client.methods.list())
  const capabilities = await Promise.all(probes.map((probe) => capabilityOf(client, probe)))
  const canCharge = profile.status === 'verified' || mode === 'test'
  const warnings = warningsFor(profile.status, mode, methods.length)
  return {
    accountId: profile.id,
    accountName: profile.name,
    country: null,
    currency: null,
    mode,
    chargesEnabled: canCharge,
    capabilities,
    methods: methods.map(({ description }) => description),
    ...(!canCharge && { problem: warnings[0] }),
    warnings,
  }
}

async function capabilityOf(client: Client, { try: call, ...capability }: Probe): Promise<Capability> {
  try {
    await call(client)
    return { ...capability, isAllowed: true }
  } catch (error) {
    const known = explain(error)
    if (known instanceof AppError && known.code === 'forbidden') return { ...capability, isAllowed: false }
    throw known
  }
}

function warningsFor(status: string, mode: Mode, methodCount: number): string[] {
  const warnings: string[] = []
  if (status === 'blocked') warnings.push('Mollie has blocked this website profile. Ask Mollie why.')
  if (status === 'unverified' && mode === 'live')
    warnings.push('Mollie has not verified this website profile yet, so it takes no live payments.')
  if (!methodCount)
    warnings.push('No payment method is switched on for this profile. Switch one on in Mollie: Settings.')
  return warnings
}
