import { z } from 'zod'
import { type Call, isWrapped, numberIn, pageOf, readBody } from './call'
import { allBundles, type Bundle, findBundle, groups } from './catalogue'
import { countries, countryOf, networksIn } from './networks'
import { orderView, quoteView } from './order-views'
import { checkOrder, OrderRequest, placeOrder } from './orders'
import { Refusal } from './refusal'
import { dollars } from './store'

const listIn = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)

function fits(bundle: Bundle, query: URLSearchParams): boolean {
  const [wanted, region, group] = [listIn(query.get('countries')), query.get('region'), query.get('group')]
  const words = query.get('description')?.toLowerCase() ?? ''
  return (
    (wanted.length === 0 || bundle.countries.some(({ iso }) => wanted.includes(iso))) &&
    (!region || bundle.countries.some((country) => country.region === region)) &&
    (!group || bundle.groups.includes(group)) &&
    bundle.description.toLowerCase().includes(words)
  )
}

type Sortable = 'name' | 'description' | 'price' | 'duration' | 'dataAmount'
const sortable: readonly string[] = ['name', 'description', 'price', 'duration', 'dataAmount']

function sorted(list: Bundle[], query: URLSearchParams): Bundle[] {
  const by = query.get('orderBy')
  if (!by || !sortable.includes(by)) return list
  const field = by as Sortable
  const sign = query.get('direction') === 'desc' ? -1 : 1
  return list.toSorted((a, b) => sign * (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0))
}

export function listCatalogue(call: Call) {
  const [page, size] = [numberIn(call, 'page', 1), numberIn(call, 'perPage', 50, 5000)]
  const found = sorted(
    allBundles.filter((bundle) => fits(bundle, call.query)),
    call.query,
  )
  const bundles = pageOf(found, page, size)
  if (!isWrapped(call)) return bundles
  return { bundles, pageCount: Math.ceil(found.length / size), rows: found.length, pageSize: size }
}

export function showBundle({ params }: Call) {
  const bundle = findBundle(params.name ?? '')
  if (!bundle) throw new Refusal(400, `bundle ${params.name} not found`)
  const { groups: _groups, ...shown } = bundle
  return shown
}

export const listGroups = () => ({ groups: groups.map((name) => ({ name })) })

export function listNetworks({ query }: Call) {
  const isos = listIn(query.get('isos'))
  const names = listIn(query.get('countries'))
  const all = query.get('returnAll') === 'true'
  if (!all && isos.length === 0 && names.length === 0)
    throw new Refusal(400, 'countries, isos or returnAll is required')
  const found = countries.filter((iso) => all || isos.includes(iso) || names.includes(countryOf(iso).name))
  return { countryNetworks: found.map((iso) => ({ name: iso, networks: networksIn(iso) })) }
}

/** One order at a time for the whole process: nothing waits between the check and the taking of the money. */
export function createOrder(call: Call) {
  const request = readBody(OrderRequest, call)
  const { store, account, now } = call
  if (request.type === 'validate') return quoteView(checkOrder(store, account, request), request, now)
  return orderView(store, placeOrder(store, account, request), true)
}

function isWithin(createdAt: number, query: URLSearchParams): boolean {
  return query.getAll('createdAt').every((text) => {
    const [, side, date] = /^(gte|lte):(.+)$/.exec(text) ?? []
    const limit = Date.parse(date ?? '') / 1000
    if (!side || Number.isNaN(limit)) throw new Refusal(400, 'invalid createdAt')
    return side === 'gte' ? createdAt >= Math.floor(limit) : createdAt <= limit
  })
}

export function listOrders(call: Call) {
  const { store, account, query } = call
  const withEsims = query.get('includeIccids') === 'true'
  const own = store.orders
    .all()
    .filter(({ key, createdAt }) => key === account.key && isWithin(createdAt, query))
  const shown = pageOf(own.reverse(), numberIn(call, 'page', 1), numberIn(call, 'limit', 50, 500))
  const orders = shown.map((order) => orderView(store, order, withEsims))
  return isWrapped(call) ? { orders } : orders
}

export function showOrder({ store, account, params }: Call) {
  const order = store.orders.get(params.reference ?? '')
  if (order?.key !== account.key) throw new Refusal(400, 'order not found')
  return orderView(store, order, true)
}

export function showOrganisation(call: Call) {
  const { name, key, balanceCents, callback } = call.account
  const organisation = {
    name,
    apiKey: key,
    taxLiable: 'No',
    addr1: '1 Sandbox Street',
    addr2: '',
    city: 'London',
    country: 'GB',
    postcode: 'SB1 1SB',
    callbackUrl: callback?.url ?? '',
    notes: '',
    groups: [...groups],
    currency: 'USD',
    balance: dollars(balanceCents),
    testCredit: 0,
    businessType: 'Reseller',
    website: '',
    productDescription: '',
    users: [],
  }
  return isWrapped(call) ? { organisations: [organisation] } : organisation
}

const minimumCents = 100_000
const dailyCents = 500_000
const TopUp = z.coerce.number().positive()

/** Charges the saved card: from 1,000 on, at most 5,000 a day (vendor's API reference). */
export function topUpBalance({ store, account, query, now }: Call) {
  const amount = TopUp.safeParse(query.get('amount'))
  if (!amount.success) throw new Refusal(400, 'invalid amount')
  const cents = Math.round(amount.data * 100)
  if (cents < minimumCents) throw new Refusal(400, 'the minimum top-up amount is 1000')
  const today = new Date(now * 1000).toISOString().slice(0, 10)
  const before = account.toppedUp.day === today ? account.toppedUp.cents : 0
  if (before + cents > dailyCents) throw new Refusal(400, 'the maximum daily top-up is 5000')
  const balanceCents = account.balanceCents + cents
  store.accounts.put(account.key, {
    ...account,
    balanceCents,
    toppedUp: { day: today, cents: before + cents },
  })
  return { amount: dollars(cents), balance: dollars(balanceCents), ref: store.nextNumber() }
}
