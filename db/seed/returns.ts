import { env } from '@/lib/core/env'
import { askForRefund } from '@/lib/refunds/ask'
import { settle } from '@/lib/settlement/settle'
import { giveBack, type Played, play, stripeOf } from './orders'
import type { Organization } from './people'
import type { Plans } from './plans'
import type { Telecoms } from './telecoms'

type Act = (played: Played) => Promise<unknown>

const atStripe = ({ externalId }: Played, action: string) =>
  fetch(`${env.SANDBOX_URL}/_sandbox/stripe/${externalId}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })

/** Refunds and disputes in the states that staff have work with, each really made in the sandbox. */
export async function seedReturns(
  { ctx, slug, storeId }: Organization,
  { stripeId }: Telecoms,
  plans: Plans,
): Promise<void> {
  const stripe = stripeOf(slug)
  const store = { tenantId: ctx.tenantId, id: storeId }
  const scenes: [email: string, method: string, act: Act][] = [
    [
      'unsure@buyers.test',
      'pm_card_visa',
      ({ token }) => askForRefund(store, token, { code: 'plans_changed', text: 'We fly a week later.' }),
    ],
    ['partly@buyers.test', 'pm_card_mastercard', ({ paymentId }) => giveBack(ctx, paymentId, 100n)],
    [
      'closed-card@buyers.test',
      'pm_card_refundFail',
      async (played) => {
        await giveBack(ctx, played.paymentId)
        await atStripe(played, 'refund_failed')
      },
    ],
    ['won@buyers.test', 'pm_card_createDispute', (played) => atStripe(played, 'dispute_won')],
    [
      'lost@buyers.test',
      'pm_card_createDisputeProductNotReceived',
      (played) => atStripe(played, 'dispute_lost'),
    ],
    ['asking@buyers.test', 'pm_card_createDisputeInquiry', async () => {}],
    ['warned@buyers.test', 'pm_card_visa', (played) => atStripe(played, 'early_fraud_warning')],
  ]
  for (const [n, [email, method, act]] of scenes.entries()) {
    const plan = n % 2 ? plans.fromSupplier[0]! : plans.stock[n % plans.stock.length]!
    const played = await play(ctx, stripe, storeId, stripeId, plan, { email, method, ending: 'fulfil' })
    await act(played)
    await settle(ctx.tenantId, played.paymentId, { everything: true })
  }
}
