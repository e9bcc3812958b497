import type { z } from 'zod'
import { findCountry } from '@/lib/core/countries'
import type { Bundle, BundleState, Location, Profile, ProfileState } from '../../provider'
import { activationIfWhole } from './translate-orders'
import type { BundlesReply, EsimReply, LocationReply } from './wire'

const profileStates: Record<string, ProfileState> = {
  available: 'available',
  allocated: 'allocated',
  linked: 'allocated',
  confirmed: 'allocated',
  released: 'released',
  downloaded: 'downloaded',
  installed: 'installed',
  enabled: 'enabled',
  disabled: 'disabled',
  deleted: 'deleted',
  unavailable: 'unavailable',
  error: 'error',
}

const services = { active: 'active', suspended: 'suspended', deactivated: 'deactivated' } as const

/** Released with an `installedAt` was installed once and then removed; it may be installed again. */
export function toProfile(reply: z.output<typeof EsimReply>): Profile {
  const service = services[(reply.state ?? '').toLowerCase() as keyof typeof services]
  const activation = activationIfWhole(reply)
  return {
    state: profileStates[(reply.profileStatus ?? '').toLowerCase()] ?? 'unknown',
    ...(reply.firstInstalledDateTime && { installedAt: reply.firstInstalledDateTime }),
    ...(service && { service }),
    ...(reply.customerRef && { reference: reply.customerRef }),
    ...(activation && { activation }),
  }
}

const bundleStates = ['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed'] as const

export const toBundleState = (state: string): BundleState =>
  bundleStates.find((known) => known === state.toLowerCase()) ?? 'unknown'

/** Data only: quantities of voice and SMS are no bytes. */
export const toBundles = ({ bundles }: z.output<typeof BundlesReply>): Bundle[] =>
  bundles.flatMap(({ name, description, assignments }) =>
    assignments
      .filter(({ callTypeGroup = 'data' }) => callTypeGroup.toLowerCase() === 'data')
      .map((each) => ({
        id: each.id,
        name,
        description: description ?? name,
        state: toBundleState(each.bundleState),
        initialBytes: each.initialQuantity,
        remainingBytes: each.remainingQuantity,
        unlimited: each.unlimited ?? false,
        assignedAt: each.assignmentDateTime,
        startsAt: each.startTime,
        endsAt: each.endTime,
        reference: each.assignmentReference,
      })),
  )

export const toLocation = (reply: z.output<typeof LocationReply>): Location | null =>
  reply.country
    ? {
        country: findCountry(reply.country) ?? reply.country,
        network: reply.networkName,
        brand: reply.networkBrandName,
        tadig: reply.mobileNetworkCode,
        seenAt: reply.lastSeen,
      }
    : null

/** The only word on where the money went: `Successfully Revoked Bundle, bundle has been refunded to inventory`. */
export const toRefund = (status: string): { refunded: 'balance' | 'inventory' | 'no' } => {
  const [, to] =
    /(?:refunded|returned|credited)\s+(?:back\s+)?to\s+(?:\w+\s+)?(balance|inventory)/i.exec(status) ?? []
  return { refunded: (to?.toLowerCase() as 'balance' | 'inventory' | undefined) ?? 'no' }
}
