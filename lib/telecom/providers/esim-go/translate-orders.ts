import type { z } from 'zod'
import { composeActivationCode } from '@/lib/core/activation-code'
import type { Activation, FoundOrder, PlacedOrder, Quote } from '../../provider'
import { toMoney } from './translate-catalogue'
import type { Assignment, OrderReply, QuoteReply } from './wire'

/** Undefined while the supplier has not yet given both parts of the code. Throws `invalid` for one no phone takes. */
export function toActivation(row: z.output<typeof Assignment>): Activation | undefined {
  const { iccid, matchingId, smdpAddress, pin, puk, appleInstallUrl, androidInstallUrl } = row
  if (!matchingId || !smdpAddress) return undefined
  const lpa = composeActivationCode({ matchingId, smdpAddress })
  const [, host = ''] = lpa.split('$')
  return {
    iccid,
    lpa,
    smdpAddress: host,
    matchingId,
    ...(pin && { pin }),
    ...(puk && { puk }),
    ...(appleInstallUrl && { appleUrl: appleInstallUrl }),
    ...(androidInstallUrl && { androidUrl: androidInstallUrl }),
  }
}

export const toQuote = ({
  valid,
  total,
  currency: code,
  statusMessage,
}: z.output<typeof QuoteReply>): Quote =>
  valid
    ? { valid, total: toMoney(total, code) }
    : { valid, total: toMoney(total, code), reason: statusMessage ?? 'eSIM Go would not accept this order.' }

const iccidsOf = ({ order }: z.output<typeof OrderReply>): string[] => [
  ...new Set(order.flatMap(({ esims, iccids }) => [...esims.map(({ iccid }) => iccid), ...iccids])),
]

/** An address that makes no code must not hide that the order was placed and paid. */
export function activationIfWhole(row: z.output<typeof Assignment>): Activation | undefined {
  try {
    return toActivation(row)
  } catch {
    return undefined
  }
}

export const toPlacedOrder = (reply: z.output<typeof OrderReply>): PlacedOrder => ({
  orderId: reply.orderReference,
  iccids: iccidsOf(reply),
  profiles: reply.order.flatMap(({ esims }) => esims).flatMap((esim) => activationIfWhole(esim) ?? []),
})

export const toFoundOrders = (reply: z.output<typeof OrderReply>): FoundOrder[] => {
  const createdAt = reply.createdDate ?? reply.createDate
  // What is left out here would be bought a second time.
  if (!createdAt || reply.order.length === 0)
    throw new Error(`order ${reply.orderReference} has no date or line`)
  return reply.order.map((line) => ({
    orderId: reply.orderReference,
    offerId: line.item,
    quantity: line.quantity,
    createdAt,
    iccids: iccidsOf({ ...reply, order: [line] }),
  }))
}
