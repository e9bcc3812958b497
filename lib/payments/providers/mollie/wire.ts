import { z } from 'zod'

// docs.mollie.com/reference/get-payment and psp.md 4.5: only what is used here.
const Amount = z.object({ value: z.string(), currency: z.string() })
const Time = z.coerce.date()
const Metadata = z.record(z.string(), z.string()).catch({})

export const WireRefund = z.object({
  id: z.string(),
  status: z.string(),
  amount: Amount,
  description: z.string().nullish(),
  metadata: Metadata,
  createdAt: Time,
})

export const WireChargeback = z.object({
  id: z.string(),
  amount: Amount,
  createdAt: Time,
  reversedAt: Time.nullish(),
  reason: z.object({ code: z.string(), description: z.string() }).nullish().catch(null),
})

/** A refund or chargeback in a list of those of all payments. */
export const WireReturn = z.object({ paymentId: z.string(), createdAt: Time })

const text = z.string().nullish().catch(null)

export const WirePayment = z.object({
  id: z.string(),
  mode: z.enum(['test', 'live']),
  status: z.string(),
  amount: Amount,
  amountRefunded: Amount.nullish(),
  amountChargedBack: Amount.nullish(),
  method: text,
  sequenceType: text,
  customerId: text,
  mandateId: text,
  metadata: Metadata,
  countryCode: text,
  isCancelable: z.boolean().nullish(),
  createdAt: Time,
  paidAt: Time.nullish(),
  failedAt: Time.nullish(),
  captureBefore: Time.nullish(),
  statusReason: z.object({ code: z.string(), message: z.string() }).nullish().catch(null),
  details: z
    .object({ cardNumber: text, cardLabel: text, cardCountryCode: text, failureReason: text })
    .nullish()
    .catch(null),
  _links: z.object({ checkout: z.object({ href: z.url() }).nullish().catch(null) }),
  _embedded: z
    .object({ refunds: z.array(WireRefund).default([]), chargebacks: z.array(WireChargeback).default([]) })
    .nullish(),
})

export const WireCustomer = z.object({ id: z.string() })

export const WireMandate = z.object({
  id: z.string(),
  status: z.string(),
  method: z.string(),
  details: z
    .object({
      cardNumber: text,
      cardLabel: text,
      cardFingerprint: text,
      cardExpiryDate: text,
      consumerAccount: text,
    })
    .nullish()
    .catch(null),
})

export const WireProfile = z.object({
  id: z.string(),
  mode: z.string(),
  name: z.string(),
  status: z.string(),
})
export const WireMethods = z.array(z.object({ id: z.string(), description: z.string() }))

export type WirePayment = z.output<typeof WirePayment>
export type WireMandate = z.output<typeof WireMandate>
export type WireRefund = z.output<typeof WireRefund>
export type WireChargeback = z.output<typeof WireChargeback>
