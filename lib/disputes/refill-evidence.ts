import { formatMoney, money } from '@/lib/core/money'
import type { Dispute } from '@/lib/payments/disputes'
import type { Evidence } from '@/lib/payments/states'
import type { Known } from './known'
import { minute } from './minute'

type Refill = NonNullable<Known['refill']>

/** The wallet stands in the ledger as what we owe, so what comes in is below zero there. */
const logOf = ({ movements }: Refill): string =>
  movements
    .map(({ at, text, amount, currency }) => {
      const value = money(amount < 0n ? -amount : amount, currency)
      return `${minute(at)}  ${text}: ${formatMoney(value)} ${amount < 0n ? 'added' : 'taken out'}`
    })
    .join('\n')

function agreementOf({ refill: { origin }, method }: Refill): string {
  if (!method) return ''
  const { consent, consentAt } = method
  const said = `On ${minute(consentAt)}, from ${consent.ip} with "${consent.agent}", the owner of the wallet agreed to this: "${consent.text}"`
  return origin === 'automatic' ? `The wallet refills itself by agreement. ${said}` : said
}

/** What our records say for us of money that was put into a wallet. */
export function refillEvidence({ reason }: Pick<Dispute, 'reason'>, known: Refill, card: string): Evidence {
  const { refill, whose } = known
  const value = formatMoney(money(refill.amount, refill.currency))
  const comment = refill.comment ? ` (${refill.comment})` : ''
  return {
    product_description: `${value} of prepaid credit${comment} in the wallet of ${whose}, from which SIMs and their data are paid. It is credited at once; nothing is shipped.${card}`,
    customer_email_address: refill.email ?? '',
    service_date: refill.paidAt?.toISOString().slice(0, 10) ?? '',
    access_activity_log: logOf(known),
    refund_policy_disclosure: agreementOf(known),
    duplicate_charge_explanation:
      reason === 'duplicate'
        ? `This is the payment of refill ${refill.id}. Another refill of the same wallet was asked for, and credited, by itself.`
        : '',
  }
}
