import { type Call, change } from '../call'
import { emit } from '../events'
import { newId } from '../ids'
import type { Charge, Warning } from '../shape'

/** A warning can no longer be acted on once all the money is back. */
export function closeWarnings(call: Call, charge: Charge) {
  if (!charge.refunded) return
  for (const warning of call.store.list(call.scope, 'early_fraud_warning'))
    if (warning.charge === charge.id && warning.actionable) {
      const closed = change(call, 'early_fraud_warning', warning, { actionable: false })
      emit(call, 'radar.early_fraud_warning.updated', closed, { actionable: true })
    }
}

/** An issuer's early fraud warning. */
export function warn(call: Call, chargeId: string): Warning {
  const charge = call.store.get(call.scope, 'charge', chargeId)
  const warning = call.store.put(call.scope, 'early_fraud_warning', {
    id: newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: call.kernel.now(),
    fraud_type: 'made_with_stolen_card',
    livemode: call.scope.livemode,
    ...(charge.payment_intent && { payment_intent: charge.payment_intent }),
  })
  emit(call, 'radar.early_fraud_warning.created', warning)
  return warning
}
