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
