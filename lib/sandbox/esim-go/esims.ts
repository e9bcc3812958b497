import { z } from 'zod'
import { bundleState } from './applied'
import { type Call, numberIn, pageOf, readBody } from './call'
import { installLinks } from './install'
import { heldEsim } from './orders'
import { Refusal } from './refusal'
import { type Esim, iso, note, smdpAddress } from './store'

/** The eSIM of the path. Throws 403 for one that is not this organisation's, as the vendor does. */
export function esimOf({ store, account, params }: Call): Esim {
  const esim = heldEsim(store, account, params.iccid ?? '')
  if (!esim) throw new Refusal(403, 'iccid is not accessible by the user')
  return esim
}

const lastOf = ({ history }: Esim) => history.at(-1)

const summary = (esim: Esim) => ({
  iccid: esim.iccid,
  customerRef: esim.customerRef,
  lastAction: lastOf(esim)?.name ?? '',
  actionDate: lastOf(esim)?.date ?? iso(esim.assignedAt),
  physical: false,
  assignedDate: iso(esim.assignedAt),
})

const filters: readonly string[] = ['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate']

export function listEsims(call: Call) {
  const { store, account, query } = call
  const size = numberIn(call, 'perPage', 10)
  if (![10, 25, 50, 100].includes(size)) throw new Refusal(400, 'perPage must be one of 10, 25, 50, 100')
  const [by, text] = [query.get('filterBy'), query.get('filter') ?? '']
  if (by && !filters.includes(by)) throw new Refusal(400, 'invalid filterBy')
  const own = store.esims.all().flatMap(({ iccid }) => heldEsim(store, account, iccid) ?? [])
  const found = own
    .map(summary)
    .filter((each) => !by || each[by as keyof typeof each].toString().startsWith(text))
    .sort((a, b) => a.iccid.localeCompare(b.iccid))
  if (query.get('direction') === 'desc') found.reverse()
  return { esims: pageOf(found, numberIn(call, 'page', 1), size) }
}

export const serviceOf = ({ isSuspended }: Esim) => (isSuspended ? 'Suspended' : 'Active')

export function showEsim(call: Call) {
  const esim = esimOf(call)
  const { iccid, pin, puk, matchingId, status, installedAt, customerRef } = esim
  return {
    iccid,
    pin,
    puk,
    matchingId,
    smdpAddress,
    profileStatus: status,
    ...(installedAt === undefined ? {} : { firstInstalledDateTime: installedAt * 1000 }),
    customerRef,
    ...(call.params.version === 'v2.5' ? { state: serviceOf(esim) } : {}),
    ...installLinks(esim, call.query),
  }
}

const Update = z.object({ iccid: z.string().min(1), customerRef: z.string() })

/** The reference comes in the body, or in the query as the vendor's reference also shows it. */
export function updateEsim(call: Call) {
  const asked = Object.fromEntries(call.query)
  const body = typeof call.body === 'object' && call.body ? { ...asked, ...call.body } : asked
  const { iccid, customerRef } = readBody(Update, { ...call, body })
  const esim = heldEsim(call.store, call.account, iccid)
  if (!esim) throw new Refusal(400, `iccid ${iccid} not found`)
  esim.customerRef = customerRef
  note(call.store, esim, 'eSIM Updated')
  return { status: 'success' }
}

/** What was noted, and the ends of bundles, which nothing but the clock brings about. */
export function showHistory(call: Call) {
  const { history, bundles } = esimOf(call)
  const ended = bundles.flatMap((bundle) => {
    const state = bundleState(bundle, call.now)
    if (state === 'expired')
      return [{ name: 'Bundle Expired', bundleName: bundle.name, date: iso(bundle.endsAt ?? 0) }]
    return state === 'lapsed'
      ? [{ name: 'Bundle Lapsed', bundleName: bundle.name, date: iso(bundle.lapsesAt) }]
      : []
  })
  return [...history, ...ended].sort((a, b) => a.date.localeCompare(b.date))
}

export function showLocation(call: Call) {
  const { place } = esimOf(call)
  if (!place)
    return { mobileNetworkCode: '', networkName: '', networkBrandName: '', country: '', lastSeen: '' }
  const { tagid, network, brand, iso: country, seenAt } = place
  return {
    mobileNetworkCode: tagid,
    networkName: network,
    networkBrandName: brand,
    country,
    lastSeen: iso(seenAt),
  }
}

export function refreshEsim(call: Call) {
  note(call.store, esimOf(call), 'eSIM Refreshed')
  return { status: 'Successfully refreshed SIM' }
}
