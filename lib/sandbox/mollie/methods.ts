import { type Amount, amountOf, unitsOf } from './amounts'
import type { SequenceType } from './store'

export type MethodId = 'ideal' | 'creditcard' | 'banktransfer' | 'bancontact'

type Method = {
  id: MethodId
  description: string
  currencies: readonly string[] | 'all'
  least: bigint
  most: bigint
  /** psp.md 4.9: how long a buyer has. */
  lifeS: number
}

const minute = 60
const day = 86_400

export const methods: readonly Method[] = [
  { id: 'ideal', description: 'iDEAL', currencies: ['EUR'], least: 1n, most: 5_000_000n, lifeS: 15 * minute },
  {
    id: 'creditcard',
    description: 'Card',
    currencies: 'all',
    least: 1n,
    most: 1_000_000n,
    lifeS: 30 * minute,
  },
  {
    id: 'bancontact',
    description: 'Bancontact',
    currencies: ['EUR'],
    least: 2n,
    most: 5_000_000n,
    lifeS: 60 * minute,
  },
  {
    id: 'banktransfer',
    description: 'Bank transfer',
    currencies: ['EUR'],
    least: 1n,
    most: 100_000_000n,
    lifeS: 12 * day,
  },
]

export const lifeOf = (id: MethodId): number => methods.find((each) => each.id === id)!.lifeS

// psp.md 4.6: a card may be tried with nothing; the banks' own methods leave a direct debit behind.
const first: readonly MethodId[] = ['creditcard', 'ideal', 'bancontact']

export const methodNamed = (id: string): Method | undefined => methods.find((each) => each.id === id)

/** Those that take this amount. */
export const methodsFor = (amount: Amount, sequence: SequenceType = 'oneoff'): Method[] =>
  methods.filter(
    ({ id, currencies, least, most }) =>
      (currencies === 'all' || currencies.includes(amount.currency)) &&
      (sequence !== 'first' || first.includes(id)) &&
      (unitsOf(amount) >= least || (sequence === 'first' && id === 'creditcard')) &&
      unitsOf(amount) <= most,
  )

export function methodView(origin: string, { id, description, currencies, least, most }: Method) {
  const currency = currencies === 'all' ? 'EUR' : currencies[0]!
  const image = `https://www.mollie.com/external/icons/payment-methods/${id}`
  return {
    resource: 'method',
    id,
    description,
    minimumAmount: amountOf(least, currency),
    maximumAmount: amountOf(most, currency),
    image: { size1x: `${image}.png`, size2x: `${image}%402x.png`, svg: `${image}.svg` },
    status: 'activated',
    _links: { self: { href: `${origin}/mollie/v2/methods/${id}`, type: 'application/hal+json' } },
  }
}
