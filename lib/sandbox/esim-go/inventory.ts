import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { applyBundle } from './applied'
import { type Call, readBody } from './call'
import { findBundle } from './catalogue'
import { issueEsim } from './issue'
import { heldEsim, isCompatible } from './orders'
import { Refusal } from './refusal'
import { type Account, day, type Esim, iso, type Lot, type Store } from './store'

const lotDays = 365
const refundDays = 60
const installReadyS = 2

const isUsable = ({ remaining, boughtAt }: Lot, now: number) =>
  remaining > 0 && now < boughtAt + lotDays * day

const lotsOf = (store: Store, { key }: Account): Lot[] => store.lots.all().filter((lot) => lot.key === key)

/** What was bought without an eSIM; it expires after a year. */
export function listInventory({ store, account, now }: Call) {
  const usable = lotsOf(store, account).filter((lot) => isUsable(lot, now))
  const names = [...new Set(usable.map(({ name }) => name))]
  const bundles = names.map((name) => {
    const bundle = findBundle(name)
    return {
      name,
      desc: bundle?.description ?? '',
      useDms: false,
      available: usable
        .filter((lot) => lot.name === name)
        .map(({ id, total, remaining, boughtAt }) => ({
          id: Number(id),
          total,
          remaining,
          expiry: iso(boughtAt + lotDays * day),
        })),
      countries: bundle?.roamingEnabled.map(({ iso: code }) => code) ?? [],
      data: bundle?.dataAmount ?? 0,
      duration: bundle?.duration ?? 0,
      durationUnit: 'day',
      autostart: bundle?.autostart ?? true,
      unlimited: bundle?.unlimited ?? false,
      speed: bundle?.speed ?? [],
      allowances: bundle?.allowances ?? [],
    }
  })
  return { bundles }
}

const Refund = z.object({ usageId: z.number().int(), quantity: z.number().int().min(1) })

/** Off until the account manager enables it, and for 60 days after the purchase (vendor's API reference). */
export function refundInventory(call: Call) {
  const { store, account, now } = call
  const { usageId, quantity } = readBody(Refund, call)
  if (!account.refundsEnabled) throw new Refusal(403, 'refunds are not enabled for this organisation')
  const lot = store.lots.get(String(usageId))
  if (lot?.key !== account.key) throw new Refusal(400, 'usageId not found')
  if (quantity > lot.remaining) throw new Refusal(400, 'quantity exceeds the remaining quantity')
  if (now >= lot.boughtAt + refundDays * day) throw new Refusal(400, 'the refund period is over')
  store.lots.put(lot.id, { ...lot, remaining: lot.remaining - quantity })
  store.accounts.put(account.key, {
    ...account,
    balanceCents: account.balanceCents + quantity * lot.unitCents,
  })
  return { status: 'Successfully refunded bundles to balance' }
}

const Wish = z.object({
  name: z.string().min(1),
  repeat: z.number().int().min(1).max(100).default(1),
  allowReassign: z.boolean().default(false),
})
const Apply = z.union([
  z.object({ bundles: z.array(Wish).min(1) }),
  Wish.extend({ iccid: z.string().optional() }).transform(({ iccid, ...wish }) => ({
    iccid,
    bundles: [wish],
  })),
])

/** One unit of the inventory, the oldest first. */
function takeOne({ store, account, now }: Call, name: string): Lot {
  const lot = lotsOf(store, account).find((each) => each.name === name && isUsable(each, now))
  if (!lot) throw new Refusal(403, `no ${name} bundles available in inventory`)
  store.lots.put(lot.id, { ...lot, remaining: lot.remaining - 1 })
  return lot
}

function checkStock({ store, account, now }: Call, wishes: z.output<typeof Wish>[]) {
  for (const { name } of wishes) {
    const left = lotsOf(store, account).filter((lot) => lot.name === name && isUsable(lot, now))
    const needed = wishes.filter((wish) => wish.name === name).reduce((sum, { repeat }) => sum + repeat, 0)
    if (left.reduce((sum, { remaining }) => sum + remaining, 0) < needed)
      throw new Refusal(403, `no ${name} bundles available in inventory`)
  }
}

/** Puts bundles of the inventory on an eSIM, or each on a new one. */
export function applyFromInventory(call: Call) {
  const { store, account, now } = call
  const asked = readBody(Apply, call)
  const iccid = 'iccid' in asked ? asked.iccid : undefined
  const known = iccid ? heldEsim(store, account, iccid) : undefined
  if (iccid && !known) throw new Refusal(400, `iccid ${iccid} not found`)
  const [first] = asked.bundles
  if (known && first && first.repeat > 1) throw new Refusal(400, 'repeat cannot be used with iccid')
  if (known && first && !isCompatible(first.name) && !first.allowReassign)
    throw new Refusal(400, `bundle ${first.name} is not compatible with iccid ${iccid}`)
  checkStock(call, asked.bundles)
  const applyReference = randomUUID()
  const units = asked.bundles.flatMap(({ name, repeat }) => Array.from({ length: repeat }, () => name))
  const rows = units.map((name) => {
    const esim: Esim = known && isCompatible(name) ? known : issueEsim(store, account.key)
    const bundle = findBundle(name)
    if (!bundle) throw new Refusal(400, `bundle ${name} not found`)
    applyBundle(store, esim, bundle, applyReference, takeOne(call, name).unitCents)
    return { iccid: esim.iccid, bundle: name }
  })
  const readyAt = now + installReadyS
  store.deliveries.put(applyReference, { reference: applyReference, key: account.key, readyAt, rows })
  const esims = rows.map((row) => ({ ...row, status: 'Successfully Applied Bundle' }))
  return { esims, applyReference }
}
