import { amountOf, unitsOf } from './amounts'
import {
  type Chargeback,
  chargebacksOf,
  type Payment,
  type Refund,
  refundsOf,
  type Store,
  stamp,
} from './store'

const json = 'application/hal+json'

export const link = (href: string, type = json) => ({ href, type })

export const baseOf = ({ kernel }: Store): string => `${kernel.url}/mollie/v2`

export const checkoutUrl = ({ kernel }: Store, { id }: Payment): string =>
  `${kernel.url}/mollie/checkout/${id}`

// Bank transfers may be called off until the money comes; other methods are with the buyer's bank.
export const isCancelable = ({ status, method }: Payment): boolean =>
  status === 'open' && method === 'banktransfer'

const timeOf: Partial<Record<Payment['status'], string>> = {
  paid: 'paidAt',
  canceled: 'canceledAt',
  expired: 'expiredAt',
  failed: 'failedAt',
}

export const refundedUnits = (store: Store, paymentId: string): bigint =>
  refundsOf(store, paymentId)
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .reduce((sum, { amount }) => sum + unitsOf(amount), 0n)

const chargedBackUnits = (store: Store, paymentId: string): bigint =>
  chargebacksOf(store, paymentId)
    .filter(({ reversedAt }) => reversedAt === null)
    .reduce((sum, { amount }) => sum + unitsOf(amount), 0n)

function moneyBack(store: Store, { id, amount, status }: Payment) {
  if (status !== 'paid') return {}
  const back = refundedUnits(store, id)
  const chargedBack = chargedBackUnits(store, id)
  return {
    amountRefunded: amountOf(back, amount.currency),
    amountRemaining: amountOf(unitsOf(amount) - back - chargedBack, amount.currency),
    ...(chargedBack > 0n && { amountChargedBack: amountOf(chargedBack, amount.currency) }),
    settlementAmount: amount,
  }
}

const reasons: Record<string, string> = {
  insufficient_funds: 'The payment has been declined due to insufficient funds',
  card_expired: 'The card has expired',
  invalid_cvv: 'The card security code is not correct',
  invalid_card_number: 'The card number is not correct',
  authentication_failed: 'The cardholder did not pass the authentication',
}

function detailsOf({ method, failureReason, status }: Payment) {
  if (method === 'creditcard' && (status === 'paid' || status === 'failed'))
    return {
      details: {
        cardNumber: '6787',
        cardLabel: 'Mastercard',
        cardHolder: 'T. Tester',
        cardCountryCode: 'NL',
        cardSecurity: '3dsecure',
        ...(failureReason && { failureReason }),
      },
    }
  if (method === 'banktransfer')
    return {
      details: {
        bankName: 'Stichting Mollie Payments',
        bankAccount: 'NL53ABNA0627535577',
        bankBic: 'ABNANL2A',
        transferReference: 'RF12-3456-7890-1234',
      },
    }
  return {}
}

/** A payment as `GET /v2/payments/tr_` answers (psp.md 4.5); null members are left out as Mollie does. */
export function paymentView(store: Store, payment: Payment, embed: readonly string[] = []) {
  const { id, status, webhookUrl, cancelUrl, locale, failureReason } = payment
  const self = `${baseOf(store)}/payments/${id}`
  const time = timeOf[status]
  const [refunds, chargebacks] = [refundsOf(store, id), chargebacksOf(store, id)]
  const embedded = {
    ...(embed.includes('refunds') && { refunds: refunds.map((each) => refundView(store, each)) }),
    ...(embed.includes('chargebacks') && {
      chargebacks: chargebacks.map((each) => chargebackView(store, each)),
    }),
    ...(embed.includes('captures') && { captures: [] }),
  }
  return {
    resource: 'payment',
    id,
    mode: payment.mode,
    createdAt: stamp(payment.createdAt),
    amount: payment.amount,
    ...moneyBack(store, payment),
    description: payment.description,
    method: payment.method,
    metadata: payment.metadata ?? null,
    status,
    ...(status === 'failed' &&
      failureReason && {
        statusReason: { code: failureReason, message: reasons[failureReason] ?? failureReason },
      }),
    isCancelable: isCancelable(payment),
    ...(time && { [time]: stamp(payment.movedAt) }),
    ...((status === 'open' || status === 'pending') && { expiresAt: stamp(payment.expiresAt) }),
    profileId: payment.profileId,
    sequenceType: payment.sequenceType ?? 'oneoff',
    ...(payment.customerId && { customerId: payment.customerId }),
    ...(payment.mandateId && { mandateId: payment.mandateId }),
    redirectUrl: payment.redirectUrl,
    ...(cancelUrl && { cancelUrl }),
    ...(webhookUrl && { webhookUrl }),
    ...(locale && { locale }),
    ...detailsOf(payment),
    ...(embed.length > 0 && { _embedded: embedded }),
    _links: {
      self: link(self),
      ...(status === 'open' && { checkout: link(checkoutUrl(store, payment), 'text/html') }),
      ...(payment.mode === 'test' &&
        status !== 'expired' && { changePaymentState: link(checkoutUrl(store, payment), 'text/html') }),
      dashboard: link(`https://my.mollie.com/dashboard/${payment.profileId}/payments/${id}`, 'text/html'),
      ...(refunds.length > 0 && { refunds: link(`${self}/refunds`) }),
      ...(chargebacks.length > 0 && { chargebacks: link(`${self}/chargebacks`) }),
      documentation: link('https://docs.mollie.com/reference/get-payment', 'text/html'),
    },
  }
}

export function refundView(store: Store, refund: Refund) {
  const payment = `${baseOf(store)}/payments/${refund.paymentId}`
  const { currency } = refund.amount
  return {
    resource: 'refund',
    id: refund.id,
    mode: refund.mode,
    description: refund.description,
    amount: refund.amount,
    settlementAmount: amountOf(-unitsOf(refund.amount), currency),
    metadata: refund.metadata ?? null,
    paymentId: refund.paymentId,
    status: refund.status,
    createdAt: stamp(refund.createdAt),
    _links: {
      self: link(`${payment}/refunds/${refund.id}`),
      payment: link(payment),
      documentation: link('https://docs.mollie.com/reference/get-refund', 'text/html'),
    },
  }
}

export function chargebackView(store: Store, chargeback: Chargeback) {
  const payment = `${baseOf(store)}/payments/${chargeback.paymentId}`
  const { amount, reversedAt } = chargeback
  return {
    resource: 'chargeback',
    id: chargeback.id,
    amount,
    settlementAmount: amountOf(-unitsOf(amount), amount.currency),
    reason: { code: 'AC01', description: 'Account identifier incorrect (i.e. invalid IBAN)' },
    paymentId: chargeback.paymentId,
    createdAt: stamp(chargeback.createdAt),
    reversedAt: reversedAt === null ? null : stamp(reversedAt),
    _links: {
      self: link(`${payment}/chargebacks/${chargeback.id}`),
      payment: link(payment),
      documentation: link('https://docs.mollie.com/reference/get-chargeback', 'text/html'),
    },
  }
}
