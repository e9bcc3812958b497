import { createHash, randomBytes } from 'node:crypto'
import type { Docs, Kernel } from '../kernel'

/** What a merchant enters at Acme Pay: where to call back, and the secret that both sides know. */
export type Shop = {
  id: string
  secret: string
  webhookUrl: string
  /** An old account: it knows only who pays, and reports by GET. */
  legacy: boolean
}

export type Status = 'open' | 'pending' | 'paid' | 'failed' | 'canceled'

/** One that was refunded in part or whole stays paid. Amounts are texts, as they came. */
export type Payment = {
  id: string
  shopId: string
  reference: string
  status: Status
  amount: string
  currency: string
  description: string
  returnUrl: string | null
  refunds: { reference: string; amount: string }[]
}

export type Store = { kernel: Kernel; shops: Docs<Shop>; payments: Docs<Payment> }

export const makeStore = (kernel: Kernel): Store => ({
  kernel,
  shops: kernel.docs('custom.shops'),
  payments: kernel.docs('custom.payments'),
})

/** One account for each secret: to enter it again is to correct it. */
export const shopIdOf = (secret: string): string =>
  `shop_${createHash('sha256').update(`acme ${secret}`).digest('hex').slice(0, 10)}`

export const newReference = (prefix: 'AP' | 'AR'): string => `${prefix}-${randomBytes(6).toString('hex')}`
