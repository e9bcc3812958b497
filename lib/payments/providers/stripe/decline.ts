const generic = 'Your card was declined. Please try another card, or ask your bank.'

// docs.stripe.com/declines/codes: only these may be explained; a code of fraud, loss or theft must look like any other.
const correctable: Record<string, string> = {
  insufficient_funds: 'There is not enough money on this card. Please try another card.',
  expired_card: 'This card has expired. Please use another card.',
  incorrect_cvc: 'The security code is wrong. Please check the three or four digits on the card.',
  invalid_cvc: 'The security code is wrong. Please check the three or four digits on the card.',
  incorrect_number: 'The card number is wrong. Please check it.',
  invalid_number: 'The card number is wrong. Please check it.',
  incorrect_zip: 'The postal code does not match the card. Please check it.',
  invalid_expiry_month: 'The expiry date is wrong. Please check it.',
  invalid_expiry_year: 'The expiry date is wrong. Please check it.',
  card_not_supported: 'This card cannot be used for this kind of purchase. Please try another card.',
  currency_not_supported: 'This card cannot pay in this currency. Please try another card.',
  authentication_required: 'Your bank wants you to confirm this payment. Please try again and confirm it.',
  withdrawal_count_limit_exceeded: 'The limit of this card is used up. Please try another card.',
  card_velocity_exceeded: 'The limit of this card is used up. Please try another card.',
  processing_error: 'The card could not be processed just now. Please try again in a moment.',
  issuer_not_available: 'Your bank could not be reached just now. Please try again in a moment.',
  reenter_transaction: 'The card could not be processed just now. Please try again in a moment.',
}

/** The sentence that a buyer may read about a declined charge. */
export const buyerMessageFor = (code: string | null): string => (code && correctable[code]) || generic

// docs.stripe.com/declines/codes: the card is gone, or its owner has forbidden it.
const forGood = [
  'do_not_try_again',
  'expired_card',
  'fraudulent',
  'invalid_account',
  'lost_card',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
]

/** Charging the same card again cannot work, and may be held against the merchant. */
export const isHopeless = (code: string | null, advice: string | null): boolean =>
  advice === 'do_not_try_again' || forGood.includes(code ?? '')
