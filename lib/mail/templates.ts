import {
  alreadyRegistered,
  buyerAccount,
  invitation,
  passwordChanged,
  resetPassword,
} from './templates/accounts'
import { alert } from './templates/alerts'
import { disputeDue } from './templates/disputes'
import {
  orderLinks,
  orderReady,
  orderRefilled,
  orderRefunded,
  payByHand,
  refillAsked,
  refundCredited,
  refundRefused,
} from './templates/orders'

import { refillConfirm, refillDeclined } from './templates/refills'
import { simRefillConfirm, simRefillStopped } from './templates/sim-refills'
import { orderUnpaid, orderWaits } from './templates/waiting'

/** Every mail there is, by the name under which it is queued. */
export const templates = {
  alert,
  resetPassword,
  alreadyRegistered,
  passwordChanged,
  invitation,
  buyerAccount,
  disputeDue,
  orderReady,
  orderRefilled,
  payByHand,
  orderRefunded,
  orderWaits,
  orderUnpaid,
  refillAsked,
  refundCredited,
  refundRefused,
  orderLinks,
  refillConfirm,
  refillDeclined,
  simRefillConfirm,
  simRefillStopped,
}

export type TemplateName = keyof typeof templates
export type PropsOf<N extends TemplateName> = Parameters<(typeof templates)[N]>[0]
