import { bundleState, isUnlimited } from './applied'
import { alert } from './callbacks'
import { findBundle } from './catalogue'
import { findNetwork } from './networks'
import { Refusal } from './refusal'
import { type Applied, day, type Esim, type ProfileStatus, type Store } from './store'

export const deviceActions = ['install', 'enable', 'disable', 'delete', 'use', 'expire'] as const
export type DeviceAction = (typeof deviceActions)[number]

export type Doing = { bytes?: number; mcc?: string; mnc?: string }

const thresholds = [50, 80, 100]
const defaultBytes = 100_000_000

function mustBe(esim: Esim, allowed: readonly ProfileStatus[], wanted: string) {
  if (allowed.includes(esim.status)) return
  const hint = esim.status === 'Deleted' ? 'It was deleted from the phone: buy a new one.' : ''
  const all = allowed.join(' or ')
  throw new Refusal(409, `This eSIM is ${esim.status}; to ${wanted} it must be ${all}. ${hint}`.trim())
}

function setStatus(store: Store, esim: Esim, status: ProfileStatus) {
  esim.status = status
  store.esims.put(esim.iccid, esim)
}

function install(store: Store, esim: Esim) {
  mustBe(esim, ['Released', 'Downloaded'], 'be installed')
  esim.installedAt ??= store.kernel.now()
  setStatus(store, esim, 'Installed')
}

function enable(store: Store, esim: Esim) {
  if (esim.status === 'Released' || esim.status === 'Downloaded') install(store, esim)
  mustBe(esim, ['Installed', 'Disabled'], 'be enabled')
  setStatus(store, esim, 'Enabled')
}

/** Where the device is: as told, or in a country of its next bundle, or where it was. */
function whereIs(esim: Esim, { mcc, mnc }: Doing, now: number) {
  if (mcc) {
    const found = findNetwork({ mcc, mnc })
    if (!found)
      throw new Refusal(409, `The sandbox knows no network ${mcc}-${mnc ?? ''}. GET /networks lists them.`)
    return found
  }
  const next = usable(esim, now)[0] ?? esim.bundles.at(-1)
  const covered = next && findBundle(next.name)?.roamingEnabled[0]?.iso
  const found = findNetwork({ iso: esim.place?.iso ?? covered ?? 'GB' }) ?? findNetwork({ iso: 'GB' })
  if (!found) throw new Error('the sandbox has no network in GB')
  return found
}

/** Logs on to a network, and alerts: the first time, and in each country once in 24 hours. */
function attach(store: Store, esim: Esim, doing: Doing): string {
  const now = store.kernel.now()
  const { iso, network } = whereIs(esim, doing, now)
  const isFirst = esim.place === undefined
  esim.place = { iso, tagid: network.tagid, network: network.name, brand: network.brandName, seenAt: now }
  store.esims.put(esim.iccid, esim)
  if (isFirst) alert(store, esim, 'FirstAttachment', { bundle: usable(esim, now)[0] })
  const lastAlert = esim.visited[iso]
  if (lastAlert === undefined || now >= lastAlert + day) {
    esim.visited[iso] = now
    store.esims.put(esim.iccid, esim)
    alert(store, esim, 'CountryChange', { country: iso })
  }
  return iso
}

/** Bundles that data can be taken from: those in use first, then the oldest. */
function usable(esim: Esim, now: number): Applied[] {
  const inState = (state: string) => esim.bundles.filter((bundle) => bundleState(bundle, now) === state)
  return [...inState('active'), ...inState('queued'), ...inState('processing')]
}

const covers = ({ name }: Applied, country: string): boolean =>
  findBundle(name)?.roamingEnabled.some(({ iso }) => iso === country) ?? false

function begin(store: Store, esim: Esim, bundle: Applied) {
  if (bundle.startsAt !== undefined) return
  const now = store.kernel.now()
  bundle.startsAt = now
  bundle.endsAt = now + (findBundle(bundle.name)?.duration ?? 0) * day
  store.esims.put(esim.iccid, esim)
  alert(store, esim, 'FirstUse', { bundle })
}

const usedPercent = ({ initial, remaining }: Applied) => ((initial - remaining) / initial) * 100

/** Takes what it can from one bundle, says how much, and alerts at 50, 80 and 100 percent. */
function consume(store: Store, esim: Esim, bundle: Applied, bytes: number): number {
  begin(store, esim, bundle)
  if (isUnlimited(bundle)) return bytes
  const taken = Math.min(bytes, bundle.remaining)
  const before = usedPercent(bundle)
  bundle.remaining -= taken
  store.esims.put(esim.iccid, esim)
  if (thresholds.some((percent) => before < percent && usedPercent(bundle) >= percent))
    alert(store, esim, 'Utilisation', { bundle })
  return taken
}

function use(store: Store, esim: Esim, doing: Doing): { usedBytes: number; country: string } {
  if (esim.isSuspended) throw new Refusal(409, 'This eSIM is suspended: unsuspend it first.')
  if (esim.status !== 'Enabled' && esim.status !== 'Disabled') enable(store, esim)
  mustBe(esim, ['Enabled'], 'use data')
  const country = attach(store, esim, doing)
  const asked = doing.bytes ?? defaultBytes
  let left = asked
  for (const bundle of usable(esim, store.kernel.now())) {
    if (left === 0) break
    if (covers(bundle, country)) left -= consume(store, esim, bundle, left)
  }
  return { usedBytes: asked - left, country }
}

/** Ends what is in use; where nothing is, what waits lapses. */
function expire(store: Store, esim: Esim) {
  const now = store.kernel.now()
  const begun = esim.bundles.filter((each) => ['active', 'depleted'].includes(bundleState(each, now)))
  for (const bundle of begun) bundle.endsAt = now
  if (begun.length === 0) for (const bundle of usable(esim, now)) bundle.lapsesAt = now
  store.esims.put(esim.iccid, esim)
}

/** What a person does with the phone. Throws `Refusal` 409 where a real phone could not. */
export function act(store: Store, esim: Esim, action: DeviceAction, doing: Doing): Record<string, unknown> {
  const done = action === 'use' ? use(store, esim, doing) : {}
  if (action === 'install') install(store, esim)
  if (action === 'enable') enable(store, esim)
  if (action === 'enable' && doing.mcc) attach(store, esim, doing)
  if (action === 'disable') {
    mustBe(esim, ['Enabled'], 'be disabled')
    setStatus(store, esim, 'Disabled')
  }
  if (action === 'delete') {
    mustBe(esim, ['Downloaded', 'Installed', 'Enabled', 'Disabled'], 'be deleted')
    setStatus(store, esim, 'Deleted')
  }
  if (action === 'expire') expire(store, esim)
  return { iccid: esim.iccid, profileStatus: esim.status, ...done }
}
