import type { DeclineName } from './declines'

export type Card = {
  number: string
  ids: string[]
  brand: 'visa' | 'mastercard' | 'amex' | 'discover'
  country?: string
  decline?: DeclineName
  /** It can be saved, and only a charge is declined. */
  saves?: true
  /** When the buyer has to authenticate: each time, until set up, even when set up, or only while present. */
  secure?: 'always' | 'until_set_up' | 'present'
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry' | 'several'
  warned?: true
  refund?: 'pending' | 'failing'
  risk?: 'elevated' | 'highest'
  cvc?: 'fail'
  postal?: 'fail'
  isAvailableAtOnce?: true
}

type Rest = Omit<Card, 'number' | 'ids' | 'brand'>
const visa = (number: string, ids: string, rest: Rest = {}): Card => ({
  number,
  ids: ids
    .split(' ')
    .filter(Boolean)
    .map((id) => `pm_card_${id}`),
  brand: 'visa',
  ...rest,
})
const other = (brand: Card['brand'], number: string, ids: string): Card => ({ ...visa(number, ids), brand })

/** The vendor's own test cards and the payment methods that stand for them (psp.md 3.21). */
export const cards: readonly Card[] = [
  visa('4242424242424242', 'visa us'),
  visa('4000056655665556', 'visa_debit'),
  other('mastercard', '5555555555554444', 'mastercard'),
  other('amex', '378282246310005', 'amex'),
  other('discover', '6011111111111117', 'discover'),
  visa('4000002760000016', 'de', { country: 'DE' }),
  visa('4000008260000000', 'gb', { country: 'GB' }),
  visa('4000000000000002', 'chargeDeclined visa_chargeDeclined', { decline: 'generic' }),
  visa('4000000000009995', 'chargeDeclinedInsufficientFunds visa_chargeDeclinedInsufficientFunds', {
    decline: 'insufficient',
  }),
  visa('4000000000009987', 'chargeDeclinedLostCard visa_chargeDeclinedLostCard', { decline: 'lost' }),
  visa('4000000000009979', 'chargeDeclinedStolenCard visa_chargeDeclinedStolenCard', { decline: 'stolen' }),
  visa('4000000000000069', 'chargeDeclinedExpiredCard', { decline: 'expired' }),
  visa('4000000000000127', 'chargeDeclinedIncorrectCvc', { decline: 'cvc' }),
  visa('4000000000000119', 'chargeDeclinedProcessingError', { decline: 'processing' }),
  visa('4000000000000341', 'chargeCustomerFail', { decline: 'generic', saves: true }),
  visa('4000002500003155', 'authenticationRequiredOnSetup', { secure: 'until_set_up' }),
  visa('4000002760003184', 'authenticationRequired', { secure: 'always', country: 'DE' }),
  visa('4000003800000446', 'authenticationRequiredSetupForOffSession', { secure: 'present' }),
  visa('4000000000003220', 'threeDSecure2Required threeDSecureRequired', { secure: 'always' }),
  visa('4000008400001629', '', { secure: 'always', decline: 'generic', saves: true }),
  visa('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', {
    secure: 'always',
    decline: 'insufficient',
    saves: true,
  }),
  visa('4000000000000259', 'createDispute', { dispute: 'fraudulent' }),
  visa('4000000000002685', 'createDisputeProductNotReceived', { dispute: 'product_not_received' }),
  visa('4000000000001976', 'createDisputeInquiry', { dispute: 'inquiry' }),
  visa('4000000404000079', 'createMultipleDisputes', { dispute: 'several' }),
  visa('4000000000005423', 'createIssuerFraudRecord', { warned: true }),
  visa('4000000000007726', 'pendingRefund', { refund: 'pending' }),
  visa('4000000000005126', 'refundFail', { refund: 'failing' }),
  visa('4100000000000019', 'radarBlock', { decline: 'blocked', saves: true, risk: 'highest' }),
  visa('4000000000004954', 'riskLevelHighest', { decline: 'blocked', saves: true, risk: 'highest' }),
  visa('4000000000009235', 'riskLevelElevated', { risk: 'elevated' }),
  visa('4000000000000101', 'cvcCheckFail', { cvc: 'fail' }),
  visa('4000000000000036', 'avsZipFail', { postal: 'fail' }),
  visa('4000000000000077', 'bypassPending', { isAvailableAtOnce: true }),
]

export const cardByNumber = (number: string): Card | undefined => cards.find((card) => card.number === number)

export const cardById = (id: string): Card | undefined => cards.find((card) => card.ids.includes(id))

/** The check digit of a card number (Luhn). */
export function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
