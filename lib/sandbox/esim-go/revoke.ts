import { bundleState, isUnused } from './applied'
import type { Call } from './call'
import { esimOf } from './esims'
import { Refusal } from './refusal'
import { type Applied, day, dollars, type Esim, note } from './store'

const refundDays = 60

const offerIdOf = ({ id }: Applied) => `offer-${id}`

/** The one of the path, or the oldest unused of that name. Throws for one that has begun. */
function revocable({ params, now }: Call, esim: Esim): Applied {
  const named = esim.bundles.filter(({ name, isRevoked }) => name === params.name && !isRevoked)
  const found = params.assignment
    ? named.find(({ id }) => id === params.assignment)
    : (named.find((bundle) => isUnused(bundle, now)) ?? named[0])
  if (!found) throw new Refusal(400, `bundle ${params.name} is not on this eSIM`)
  if (!isUnused(found, now))
    throw new Refusal(400, `bundle is ${bundleState(found, now)} and cannot be revoked with a refund`)
  return found
}

/** What a dry run says: where the value of the bundle can go. */
function options({ account, now }: Call, bundle: Applied) {
  const inTime = now < bundle.assignedAt + refundDays * day
  const offer = { offerId: offerIdOf(bundle), assignmentId: bundle.id, name: bundle.name }
  const balance = { ...offer, refundTo: 'balance', amount: dollars(bundle.paidCents) }
  return [
    ...(inTime ? [{ ...offer, refundTo: 'inventory', amount: 0 }] : []),
    ...(inTime && account.refundsEnabled ? [balance] : []),
  ]
}

function toInventory({ store, account, now }: Call, { name, paidCents }: Applied) {
  const id = String(store.nextNumber())
  store.lots.put(id, {
    id,
    key: account.key,
    name,
    total: 1,
    remaining: 1,
    unitCents: paidCents,
    boughtAt: now,
  })
}

function toBalance({ store, account, query }: Call, bundle: Applied) {
  if (!account.refundsEnabled)
    throw new Refusal(403, 'refunds to balance are not enabled for this organisation')
  if (query.get('offerId') !== offerIdOf(bundle))
    throw new Refusal(400, 'offerId is required to refund to balance')
  store.accounts.put(account.key, { ...account, balanceCents: account.balanceCents + bundle.paidCents })
}

/** An eSIM without bundles that nobody installed goes back to the vendor. */
function returnIfEmpty({ store, now }: Call, esim: Esim) {
  const isEmpty = esim.bundles.every(
    (bundle) => !isUnused(bundle, now) && bundleState(bundle, now) !== 'active',
  )
  if (!isEmpty || esim.installedAt !== undefined) return
  esim.returnedAt = now
  note(store, esim, 'eSIM Returned')
}

/** Takes an unused bundle off an eSIM, into the inventory or, where enabled, the balance; `type=validate` only tells. */
export function revokeBundle(call: Call) {
  const { store, query, now } = call
  const esim = esimOf(call)
  const bundle = revocable(call, esim)
  const type = query.get('type') ?? 'transaction'
  if (type === 'validate') return { status: 'Bundle can be revoked', options: options(call, bundle) }
  if (type !== 'transaction') throw new Refusal(400, 'type must be validate or transaction')
  const inTime = now < bundle.assignedAt + refundDays * day
  const wantsBalance = query.get('refundToBalance') === 'true'
  if (wantsBalance) toBalance(call, bundle)
  else if (inTime) toInventory(call, bundle)
  bundle.isRevoked = true
  note(store, esim, 'Bundle Revoked', { bundleName: bundle.name })
  const where = wantsBalance ? 'balance' : 'inventory'
  if (wantsBalance || inTime)
    note(store, esim, wantsBalance ? 'Bundle Refunded To Balance' : 'Bundle Refunded to Inventory', {
      bundleName: bundle.name,
    })
  returnIfEmpty(call, esim)
  const refunded = wantsBalance || inTime ? `, bundle has been refunded to ${where}` : ''
  return { status: `Successfully Revoked Bundle${refunded}` }
}
