import { randomInt } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'

export type Callback = { url: string; encoding: 'hex' | 'base64'; iccidAsNumber: boolean }

/** One API key is one organisation. */
export type Account = {
  key: string
  name: string
  balanceCents: number
  toppedUp: { day: string; cents: number }
  refundsEnabled: boolean
  callback?: Callback
}

export const profileStatuses = [
  'Released',
  'Downloaded',
  'Installed',
  'Enabled',
  'Disabled',
  'Deleted',
] as const
export type ProfileStatus = (typeof profileStatuses)[number]

/** A bundle on an eSIM. Times are unix seconds; its state follows from them (`bundleState`). */
export type Applied = {
  id: string
  name: string
  reference: string
  initial: number
  remaining: number
  assignedAt: number
  queuedAt: number
  lapsesAt: number
  startsAt?: number
  endsAt?: number
  isRevoked: boolean
  paidCents: number
}

export type Place = { iso: string; tagid: string; network: string; brand: string; seenAt: number }

export type Esim = {
  iccid: string
  key: string
  matchingId: string
  pin: string
  puk: string
  status: ProfileStatus
  isSuspended: boolean
  customerRef: string
  assignedAt: number
  installedAt?: number
  returnedAt?: number
  place?: Place
  /** When the last alert of each visited country was sent. */
  visited: Record<string, number>
  bundles: Applied[]
  history: { name: string; bundleName?: string; alertType?: string; date: string }[]
}

export type OrderLine = {
  item: string
  quantity: number
  unitCents: number
  allowReassign: boolean
  wanted: string[]
  iccids: string[]
}

export type Order = {
  reference: string
  key: string
  createdAt: number
  assign: boolean
  totalCents: number
  status: 'processing' | 'completed'
  lines: OrderLine[]
}

/** What `/esims/assignments` finds by an order or apply reference; `readyAt` is null while nobody knows. */
export type Delivery = {
  reference: string
  key: string
  readyAt: number | null
  rows: { iccid: string; bundle: string }[]
}

/** Bundles that were bought without an eSIM. */
export type Lot = {
  id: string
  key: string
  name: string
  total: number
  remaining: number
  unitCents: number
  boughtAt: number
}

export type Store = {
  kernel: Kernel
  accounts: Docs<Account>
  esims: Docs<Esim>
  orders: Docs<Order>
  deliveries: Docs<Delivery>
  lots: Docs<Lot>
  nextNumber(): number
}

export const smdpAddress = 'smdp.sandbox.test'
export const keyPrefix = 'sbx_esimgo_'
export const day = 86_400

export function openStore(kernel: Kernel): Store {
  const counts = kernel.docs<{ value: number }>('esim-go.counts')
  return {
    kernel,
    accounts: kernel.docs('esim-go.accounts'),
    esims: kernel.docs('esim-go.esims'),
    orders: kernel.docs('esim-go.orders'),
    deliveries: kernel.docs('esim-go.deliveries'),
    lots: kernel.docs('esim-go.lots'),
    nextNumber() {
      const value = (counts.get('number')?.value ?? randomInt(100_000_000, 200_000_000)) + 1
      counts.put('number', { value })
      return value
    },
  }
}

/** The organisation of a key; any key with the sandbox's prefix has one. */
export function accountOf(store: Store, key: string): Account | undefined {
  if (!key.startsWith(keyPrefix) || key.length === keyPrefix.length) return undefined
  const found = store.accounts.get(key)
  if (found) return found
  const name = `Sandbox ${key.slice(keyPrefix.length)}`
  const account: Account = {
    key,
    name,
    balanceCents: 1_000_000,
    toppedUp: { day: '', cents: 0 },
    refundsEnabled: false,
  }
  store.accounts.put(key, account)
  return account
}

export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

export const dollars = (cents: number): number => cents / 100

/** Notes what happened to an eSIM and keeps it. */
export function note(
  store: Store,
  esim: Esim,
  name: string,
  more: { bundleName?: string; alertType?: string } = {},
) {
  esim.history.push({ name, ...more, date: iso(store.kernel.now()) })
  store.esims.put(esim.iccid, esim)
}

/**
 * Whether the organisation may still see its eSIM. An eSIM that went back to the vendor leaves the account, and comes
 * back when it is found installed after four days (vendor's API reference, "Revoke applied Bundle").
 */
export const isHeld = ({ returnedAt, installedAt }: Esim, now: number): boolean =>
  returnedAt === undefined || (installedAt !== undefined && now >= returnedAt + 4 * day)
