import { AppError } from '@/lib/core/error'
import type { Capability, Check, Endpoint } from '../../provider'
import { type Client, clientFor, type Pairs } from './client'
import { modeOf, type PaypalCredentials } from './credentials'
import { wireTime } from './lookup'

type Probe = Omit<Capability, 'isAllowed'> & { method: string; fields: () => Pairs }

const hourMs = 3_600_000

const probes: Probe[] = [
  {
    name: 'transactions',
    label: 'Search transactions',
    needed: 'yes',
    method: 'TransactionSearch',
    fields: () => ({ STARTDATE: wireTime(new Date(Date.now() - hourMs)) }),
  },
  {
    name: 'balance',
    label: 'Read the balance',
    needed: 'optional',
    method: 'GetBalance',
    fields: () => ({}),
  },
]

/**
 * Asks PayPal whose account this is and what its credentials may do. Leaves nothing behind at PayPal. Throws
 * `invalid` at the field for addresses that are not PayPal's, `precondition` for credentials that are not accepted.
 */
export async function check(credentials: PaypalCredentials, endpoint: Endpoint): Promise<Check> {
  const mode = modeOf(credentials)
  const client = clientFor(credentials, endpoint)
  const { PAL: accountId = null } = await client.call('GetPalDetails', {})
  const found = await Promise.all(probes.map((probe) => capabilityOf(client, probe)))
  const balance = found.find(({ pairs }) => pairs.L_CURRENCYCODE0)
  return {
    accountId,
    accountName: credentials.username,
    country: null,
    currency: balance?.pairs.L_CURRENCYCODE0 ?? null,
    mode,
    chargesEnabled: null,
    capabilities: found.map(({ capability }) => capability),
    methods: ['PayPal'],
    warnings: [],
  }
}

async function capabilityOf(
  client: Client,
  { method, fields, ...capability }: Probe,
): Promise<{ capability: Capability; pairs: Pairs }> {
  try {
    return { capability: { ...capability, isAllowed: true }, pairs: await client.call(method, fields()) }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'forbidden')) throw error
    return { capability: { ...capability, isAllowed: false }, pairs: {} }
  }
}
