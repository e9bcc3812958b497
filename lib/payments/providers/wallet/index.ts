import { z } from 'zod'
import { AppError, notFound } from '@/lib/core/error'
import type { Provider } from '../../provider'

const notHere = () =>
  new AppError('precondition', 'Only a buyer who is signed in pays from a wallet, and only from the own one.')

/**
 * The house itself: what is paid out of a wallet is booked at once, and nobody is asked. So that such a payment is one
 * like all others; it cannot be connected, and is never called.
 */
export const wallet = {
  name: 'wallet',
  label: 'Wallet',
  endpoint: '',
  sandbox: null,
  notices: 'none',
  credentials: z.object({}),
  events: [],
  modeOf() {
    throw notHere()
  },
  publicPart: () => ({}),
  wayToPay: () => ({ kind: 'redirect' }),
  connect: () => ({
    async startPayment() {
      throw notHere()
    },
    readNotice() {
      throw notFound('webhook address')
    },
  }),
  async check() {
    throw notHere()
  },
} satisfies Provider
