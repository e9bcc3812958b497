import type { Decline } from '../declines'
import type { Charge } from '../shape'
import type { Attempt } from './charge-details'

/** How the bank and the vendor's risk check saw the attempt. */
export function outcomeOf({ card }: Attempt, decline?: Decline): Charge['outcome'] {
  const isBlocked = decline?.decline_code === 'fraudulent'
  const none = { advice_code: null, network_advice_code: null, network_decline_code: null, reason: null }
  const risk = { risk_level: card?.risk ?? 'normal', risk_score: card?.risk ? 75 : 22 }
  if (!decline)
    return {
      ...none,
      ...risk,
      network_status: 'approved_by_network',
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  return {
    ...none,
    ...risk,
    advice_code: (decline.advice_code as 'try_again_later' | undefined) ?? null,
    network_decline_code: decline.network_decline_code ?? null,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : (decline.decline_code ?? decline.code),
    seller_message: isBlocked
      ? 'Stripe blocked this payment as too risky.'
      : 'The bank did not return any further details with this decline.',
    type: isBlocked ? 'blocked' : 'issuer_declined',
  }
}
