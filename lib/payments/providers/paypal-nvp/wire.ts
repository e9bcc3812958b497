import { z } from 'zod'

// psp.md 5.3 and developer.paypal.com/api/nvp-soap: only what is used here.
const text = z.string().optional()
const Time = z.coerce.date()

/** The answer of GetExpressCheckoutDetails. */
export const WireCheckout = z
  .object({
    TOKEN: z.string(),
    CHECKOUTSTATUS: z.string(),
    PAYERID: text,
    PAYMENTREQUEST_0_AMT: z.string(),
    PAYMENTREQUEST_0_CURRENCYCODE: z.string(),
    PAYMENTREQUEST_0_CUSTOM: text,
    PAYMENTREQUEST_0_INVNUM: text,
    PAYMENTREQUEST_0_TRANSACTIONID: text,
    PAYMENTREQUESTINFO_0_TRANSACTIONID: text,
  })
  .transform((found) => ({
    token: found.TOKEN,
    status: found.CHECKOUTSTATUS,
    payerId: found.PAYERID,
    amount: found.PAYMENTREQUEST_0_AMT,
    currency: found.PAYMENTREQUEST_0_CURRENCYCODE,
    custom: found.PAYMENTREQUEST_0_CUSTOM ?? '',
    invoice: found.PAYMENTREQUEST_0_INVNUM,
    transactionId: found.PAYMENTREQUESTINFO_0_TRANSACTIONID ?? found.PAYMENTREQUEST_0_TRANSACTIONID,
  }))

export type WireCheckout = z.output<typeof WireCheckout>

/** A transaction, whichever answer it came in. */
export const WireTransaction = z
  .object({
    TRANSACTIONID: z.string(),
    PARENTTRANSACTIONID: text,
    RECEIVERID: text,
    PAYMENTSTATUS: z.string(),
    PENDINGREASON: text,
    REASONCODE: text,
    PAYMENTTYPE: text,
    AMT: z.string(),
    FEEAMT: text,
    CURRENCYCODE: z.string(),
    ORDERTIME: Time,
    INVNUM: text,
    CUSTOM: text,
    NOTE: text,
    COUNTRYCODE: text,
  })
  .transform((found) => ({
    id: found.TRANSACTIONID,
    parentId: found.PARENTTRANSACTIONID,
    receiverId: found.RECEIVERID,
    // `Canceled-Reversal`, `Canceled_Reversal` and `Partially Refunded` are written in several ways.
    status: found.PAYMENTSTATUS.replace(/[^A-Za-z]/g, ''),
    pendingReason: found.PENDINGREASON ?? 'None',
    reason: found.REASONCODE ?? 'None',
    paymentType: found.PAYMENTTYPE,
    amount: found.AMT,
    fee: found.FEEAMT,
    currency: found.CURRENCYCODE,
    at: found.ORDERTIME,
    invoice: found.INVNUM,
    custom: found.CUSTOM,
    note: found.NOTE,
    country: found.COUNTRYCODE,
  }))

export type WireTransaction = z.output<typeof WireTransaction>

/** `PAYMENTINFO_0_AMT` -> `AMT`: the answer of DoExpressCheckoutPayment holds a transaction under longer names. */
export const unprefixed = (pairs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [name.replace('PAYMENTINFO_0_', ''), value]),
  )

/** A row of TransactionSearch. */
export const WireRow = z
  .object({
    TRANSACTIONID: z.string(),
    TYPE: z.string(),
    TIMESTAMP: Time,
    AMT: z.string(),
    CURRENCYCODE: z.string(),
  })
  .transform((found) => ({
    id: found.TRANSACTIONID,
    type: found.TYPE,
    at: found.TIMESTAMP,
    amount: found.AMT,
    currency: found.CURRENCYCODE,
  }))

export type WireRow = z.output<typeof WireRow>
