import { z } from 'zod'
import { tellStatus } from './call-back'
import { move, refund } from './payment'
import { type Payment, type Shop, type Store, shopIdOf } from './store'

const NewShop = z.object({
  webhook_url: z.url({ protocol: /^https?$/, error: 'is the address that Simyard shows as "Webhook URL"' }),
  secret: z.string().min(1),
  legacy: z.enum(['on', 'off']).default('off'),
})

/** What a person would do in the pages of a gateway: enter a shop. */
function enterShop({ shops }: Store, body: Record<string, unknown>): Response {
  const { webhook_url: webhookUrl, secret, legacy } = NewShop.parse(body)
  const shop: Shop = { id: shopIdOf(secret), secret, webhookUrl, legacy: legacy === 'on' }
  shops.put(shop.id, shop)
  return Response.json({ message: `Acme Pay knows the shop ${shop.id} now.`, shop: shop.id })
}

type Action = {
  run(store: Store, payment: Payment, amount: bigint | undefined): object | undefined
  needs: string
}

const actions: Record<string, Action> = {
  settle: {
    run: (store, payment) => move(store, payment, 'paid'),
    needs: 'a payment that is open or pending',
  },
  fail: {
    run: (store, payment) => move(store, payment, 'failed'),
    needs: 'a payment that is open or pending',
  },
  refund: { run: refund, needs: 'a paid payment of which that much is left' },
  tell_again: {
    run(store, payment) {
      if (payment.status === 'open') return undefined
      tellStatus(store, payment)
      return payment
    },
    needs: 'a payment that is no longer open',
  },
}

/** The buttons that make sense for a payment. */
export function actionsFor({ status }: Payment): string[] {
  if (status === 'open' || status === 'pending') return ['settle', 'fail']
  return status === 'paid' ? ['refund', 'tell_again'] : ['tell_again']
}

const refuse = (status: number, message: string) => Response.json({ message }, { status })

/** `POST /_sandbox/custom/shops`, and `POST /_sandbox/custom/{payment}/{action}` with `{amount?}` in minor units. */
export function control(store: Store, path: string[], body: Record<string, unknown>): Response | undefined {
  const [service, id = '', name = ''] = path
  if (service !== 'custom') return undefined
  if (path.length === 2 && id === 'shops') return enterShop(store, body)
  if (path.length !== 3) return undefined
  const action = actions[name]
  const payment = store.payments.get(id)
  if (!action)
    return refuse(404, `There is no action "${name}". Known are ${Object.keys(actions).join(', ')}.`)
  if (!payment) return refuse(404, `There is no payment "${id}" at Acme Pay.`)
  const amount = body.amount === undefined ? undefined : String(body.amount)
  if (amount !== undefined && !/^[1-9]\d{0,11}$/.test(amount))
    return refuse(400, 'The amount is a whole number of minor units above zero.')
  const object = action.run(store, payment, amount === undefined ? undefined : BigInt(amount))
  if (object) return Response.json({ message: `${name}: done for ${id}.`, object })
  return refuse(409, `${name} needs ${action.needs}; ${id} is ${payment.status}.`)
}
