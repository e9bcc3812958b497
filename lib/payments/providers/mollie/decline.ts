/** What the buyer can mend, in words for the buyer (docs.mollie.com, `details.failureReason`). */
const mendable: Record<string, string> = {
  insufficient_funds: 'There is not enough money on the card or account.',
  card_expired: 'The card has expired. Use another one.',
  invalid_cvv: 'The security code of the card was not right.',
  invalid_card_number: 'The card number was not right.',
  invalid_card_holder_name: 'The name on the card was not right.',
  invalid_card_type: 'This kind of card is not accepted. Use another one.',
  authentication_failed: 'Your bank could not confirm that it is you.',
  authentication_abandoned: 'The confirmation at your bank was not finished.',
  authentication_required: 'Your bank asks for a confirmation. Pay again and confirm there.',
}

/** For the buyer: what can be mended is said, all else (fraud above all) is not told apart. */
export const buyerMessageOf = (reason: string | null): string =>
  mendable[reason ?? ''] ?? 'The payment did not go through.'

// The card is gone, or was never good.
const forGood = [
  'card_expired',
  'inactive_card',
  'invalid_card_number',
  'invalid_card_type',
  'possible_fraud',
]

/** Charging the same card again cannot work. */
export const isHopeless = (reason: string | null): boolean => forGood.includes(reason ?? '')
