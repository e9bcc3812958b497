import { PaymentEmbed } from '@mollie/api-client'
import { ask, type Client } from './client'
import { WirePayment } from './wire'

const whole = { embed: [PaymentEmbed.refunds, PaymentEmbed.chargebacks] }

export const read = (client: Client, externalId: string): Promise<WirePayment> =>
  ask(WirePayment, () => client.payments.get(externalId, whole))
