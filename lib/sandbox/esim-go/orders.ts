import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { applyBundle } from './applied'
import { type Bundle, findBundle, magicOf } from './catalogue'
import { issueEsim } from './issue'
import { Refusal } from './refusal'
import { type Account, type Esim, isHeld, type Order, type OrderLine, type Store } from './store'

const Line = z.object({
  type: z.literal('bundle'),
  quantity: z.number().int().min(1),
  item: z.string().min(1),
  iccids: z.array(z.string()).default([]),
  allowReassign: z.boolean().default(false),
})

export const OrderRequest = z.object({
  type: z.enum(['validate', 'transaction']),
  assign: z.boolean().default(false),
  order: z.array(Line).min(1),
})
export type OrderRequest = z.output<typeof OrderRequest>

/** Orders of more than five bundles are processed later (vendor's guide). */
const mostAtOnce = 5
const laterS = 5
const slowS = 60
const installReadyS = 2

function bundleNamed(name: string): Bundle {
  const bundle = findBundle(name)
  if (!bundle) throw new Refusal(400, `bundle ${name} not found`)
  return bundle
}

/** The eSIM, when it is this organisation's. */
export function heldEsim(store: Store, account: Account, iccid: string): Esim | undefined {
  const esim = store.esims.get(iccid)
  return esim && esim.key === account.key && isHeld(esim, store.kernel.now()) ? esim : undefined
}

/** Whether a bundle can be put on an eSIM as it is; the vendor has several networks behind it. */
export const isCompatible = (bundleName: string): boolean => magicOf(bundleName) !== 'SBXICCIDCHANGE'

function checkLine(store: Store, account: Account, assign: boolean, line: z.output<typeof Line>): OrderLine {
  const { item, quantity, iccids, allowReassign } = line
  const bundle = bundleNamed(item)
  if (iccids.length > 0 && !assign) throw new Refusal(400, 'iccids can only be specified if assign is true')
  if (iccids.length > 0 && iccids.length !== quantity)
    throw new Refusal(400, 'quantity must match the number of iccids')
  for (const iccid of iccids) {
    if (!heldEsim(store, account, iccid)) throw new Refusal(400, `iccid ${iccid} not found`)
    if (!isCompatible(item) && !allowReassign)
      throw new Refusal(400, `bundle ${item} is not compatible with iccid ${iccid}`)
  }
  if (magicOf(item) === 'SBXOUTOFSTOCK') throw new Refusal(400, `bundle ${item} is out of stock`)
  const unitCents = Math.round(bundle.price * 100)
  return { item, quantity, unitCents, allowReassign, wanted: iccids, iccids: [] }
}

/** Checks an order as the vendor does. Throws `Refusal` for what it would not sell. */
export function checkOrder(store: Store, account: Account, { assign, order }: OrderRequest) {
  const lines = order.map((line) => checkLine(store, account, assign, line))
  const totalCents = lines.reduce((sum, { unitCents, quantity }) => sum + unitCents * quantity, 0)
  const isShort = lines.some(({ item }) => magicOf(item) === 'SBXNOBALANCE')
  if (isShort || totalCents > account.balanceCents) throw new Refusal(400, 'insufficient balance')
  return { lines, totalCents }
}

function delayOf(lines: OrderLine[]): number {
  if (lines.some(({ item }) => magicOf(item) === 'SBXSLOW')) return slowS
  return lines.reduce((sum, { quantity }) => sum + quantity, 0) > mostAtOnce ? laterS : 0
}

/** Takes the money and fulfils the order, at once or, when it is large or slow, by a timer. */
export function placeOrder(store: Store, account: Account, request: OrderRequest): Order {
  const { lines, totalCents } = checkOrder(store, account, request)
  store.accounts.put(account.key, { ...account, balanceCents: account.balanceCents - totalCents })
  const now = store.kernel.now()
  const order: Order = {
    reference: randomUUID(),
    key: account.key,
    createdAt: now,
    assign: request.assign,
    totalCents,
    status: 'processing',
    lines,
  }
  store.orders.put(order.reference, order)
  const delayS = request.assign ? delayOf(lines) : 0
  const delivery = { reference: order.reference, key: account.key, readyAt: null, rows: [] }
  if (request.assign) store.deliveries.put(order.reference, delivery)
  if (delayS === 0) return fulfil(store, order.reference)
  store.kernel.later({
    at: now + delayS,
    service: 'esim-go',
    kind: 'fulfil',
    data: { reference: order.reference },
  })
  return order
}

/** The eSIM that a unit of a line lands on: the one asked for, unless it does not fit. */
function targetOf(store: Store, order: Order, line: OrderLine, at: number): Esim {
  const wanted = line.wanted[at]
  const found = wanted !== undefined && isCompatible(line.item) ? store.esims.get(wanted) : undefined
  return found ?? issueEsim(store, order.key)
}

function fulfilLine(store: Store, order: Order, line: OrderLine, index: number) {
  const bundle = bundleNamed(line.item)
  for (let at = 0; at < line.quantity; at += 1) {
    const esim = targetOf(store, order, line, at)
    applyBundle(store, esim, bundle, `${order.reference}-${index}`, line.unitCents)
    line.iccids.push(esim.iccid)
  }
}

/** Delivers an order that is still being processed; one that is done stays as it is. */
export function fulfil(store: Store, reference: string): Order {
  const order = store.orders.get(reference)
  if (!order) throw new Error(`no order ${reference}`)
  if (order.status === 'completed') return order
  const now = store.kernel.now()
  for (const [index, line] of order.lines.entries())
    if (order.assign) fulfilLine(store, order, line, index)
    else {
      const { item: name, quantity: total, unitCents } = line
      const id = String(store.nextNumber())
      store.lots.put(id, { id, key: order.key, name, total, remaining: total, unitCents, boughtAt: now })
    }
  const rows = order.lines.flatMap(({ iccids, item }) => iccids.map((iccid) => ({ iccid, bundle: item })))
  if (order.assign)
    store.deliveries.put(reference, { reference, key: order.key, readyAt: now + installReadyS, rows })
  order.status = 'completed'
  store.orders.put(reference, order)
  return order
}
