/** Why a card is declined: error codes and messages as the vendor words them (psp.md 3.4). */
export const declines = {
  generic: {
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    advice_code: 'try_again_later',
    network_decline_code: '01',
  },
  insufficient: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
    advice_code: 'try_again_later',
    network_decline_code: '51',
  },
  lost: {
    code: 'card_declined',
    decline_code: 'lost_card',
    message: 'Your card was declined.',
    advice_code: 'do_not_try_again',
    network_decline_code: '41',
  },
  stolen: {
    code: 'card_declined',
    decline_code: 'stolen_card',
    message: 'Your card was declined.',
    advice_code: 'do_not_try_again',
    network_decline_code: '43',
  },
  expired: {
    code: 'expired_card',
    message: 'Your card has expired.',
    advice_code: 'do_not_try_again',
    network_decline_code: '54',
  },
  cvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    advice_code: 'confirm_card_data',
    network_decline_code: 'N7',
  },
  processing: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    advice_code: 'try_again_later',
    network_decline_code: '96',
  },
  blocked: { code: 'card_declined', decline_code: 'fraudulent', message: 'Your card was declined.' },
  unauthenticated: {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  notATestCard: {
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    message:
      'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
  },
} as const satisfies Record<string, Decline>

export type Decline = {
  code: string
  decline_code?: string
  message: string
  advice_code?: string
  network_decline_code?: string
}
export type DeclineName = keyof typeof declines

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

/** Test accounts for SEPA Direct Debit: how a payment ends, and after how many seconds; null waits for a control. */
export function sepaEnding(
  iban: string,
): { ending: 'succeed' | 'fail'; afterS: number; isDisputed?: true } | null {
  const serial = iban.slice(-6)
  if (!/^(AT\d{18}|DE89370400440532013\d{3})$/.test(iban)) return null
  if (serial === '573201' || iban.startsWith('DE')) return { ending: 'succeed', afterS: 5 }
  if (serial === '473204') return { ending: 'succeed', afterS: 180 }
  if (serial === '473202') return { ending: 'fail', afterS: 5 }
  if (serial === '473205') return { ending: 'fail', afterS: 180 }
  if (serial === '473203') return { ending: 'succeed', afterS: 5, isDisputed: true }
  return null
}

/** The check digits of an IBAN (ISO 13616). */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((char) => parseInt(char, 36)).join('')
  return BigInt(digits) % 97n === 1n
}
