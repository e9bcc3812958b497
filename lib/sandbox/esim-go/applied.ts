import { type Bundle, bytesOf, findBundle } from './catalogue'
import { type Applied, day, type Esim, iso, note, type Store } from './store'

export type BundleState = 'processing' | 'queued' | 'active' | 'depleted' | 'expired' | 'revoked' | 'lapsed'

/** The state of a bundle at a time, in the vendor's words. */
export function bundleState(bundle: Applied, now: number): BundleState {
  if (bundle.isRevoked) return 'revoked'
  if (bundle.startsAt === undefined) {
    if (now >= bundle.lapsesAt) return 'lapsed'
    return now < bundle.queuedAt ? 'processing' : 'queued'
  }
  if (bundle.endsAt !== undefined && now >= bundle.endsAt) return 'expired'
  return isUnlimited(bundle) || bundle.remaining > 0 ? 'active' : 'depleted'
}

export const isUnlimited = ({ name }: Applied): boolean => findBundle(name)?.unlimited ?? false

/** Not used yet: it can be revoked. */
export const isUnused = (bundle: Applied, now: number): boolean =>
  ['processing', 'queued'].includes(bundleState(bundle, now))

const unusedDays = 365
const processingS = 4

/** Puts a bundle on an eSIM. It is `processing` for some seconds, then waits for its first use. */
export function applyBundle(
  store: Store,
  esim: Esim,
  bundle: Bundle,
  reference: string,
  paidCents: number,
): Applied {
  const now = store.kernel.now()
  const applied: Applied = {
    id: String(store.nextNumber()),
    name: bundle.name,
    reference,
    initial: bytesOf(bundle),
    remaining: bytesOf(bundle),
    assignedAt: now,
    queuedAt: now + processingS,
    lapsesAt: now + unusedDays * day,
    isRevoked: false,
    paidCents,
  }
  esim.bundles.push(applied)
  note(store, esim, 'Bundle Applied', { bundleName: bundle.name })
  return applied
}

/** As `/esims/{iccid}/bundles` shows it. */
export function assignmentView(bundle: Applied, now: number) {
  return {
    id: bundle.id,
    callTypeGroup: 'data',
    initialQuantity: bundle.initial,
    remainingQuantity: bundle.remaining,
    assignmentDateTime: iso(bundle.assignedAt),
    assignmentReference: bundle.reference,
    bundleState: bundleState(bundle, now),
    unlimited: isUnlimited(bundle),
    ...(bundle.startsAt === undefined ? {} : { startTime: iso(bundle.startsAt) }),
    ...(bundle.endsAt === undefined ? {} : { endTime: iso(bundle.endsAt) }),
  }
}
