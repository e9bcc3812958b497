import { z } from 'zod'
import { decimal, Refusal } from './call'
import { refund, void_ } from './follow'
import { accountOf, type Store } from './store'

const Webhook = z.object({
  account: z.string().regex(/^[a-z0-9]+$/, 'is the name of the hosted page'),
  url: z.url({ protocol: /^https?$/ }),
  pin: z.string().max(100).default(''),
})
const Cents = z.object({ amount: z.coerce.number().int().min(1).max(99_999_999) })

const done = (message: string, object: unknown = null) => Response.json({ message, object })
const refuse = (status: number, message: string) => Response.json({ message }, { status })

/** What a person enters in the account's portal. */
function setWebhook(store: Store, body: unknown): Response {
  const { account: slug, url, pin } = Webhook.parse(body)
  store.accounts.put(slug, { ...accountOf(store, slug), webhook: { url, pin } })
  return done(`Transactions of ${slug} are told to ${url}${pin ? '' : ', without a PIN'}.`)
}

const onAccount: Record<string, (store: Store, slug: string, body: unknown) => Response> = {
  decline_next(store, slug) {
    store.accounts.put(slug, { ...accountOf(store, slug), next: { kind: 'decline' } })
    return done(`The next charge of ${slug} will be declined.`)
  },
  approve_partly(store, slug, body) {
    const { amount: cents } = Cents.parse(body)
    store.accounts.put(slug, { ...accountOf(store, slug), next: { kind: 'partly', cents } })
    return done(`The next charge of ${slug} will be approved for ${decimal(cents)}.`)
  },
  settle(store, slug) {
    const open = store.transactions.all().filter((each) => each.slug === slug && !each.isSettled)
    for (const each of open) store.transactions.put(each.refNum, { ...each, isSettled: true })
    return done(`The batch of ${slug} is closed: ${open.length} transactions.`)
  },
}

const onTransaction: Record<string, (store: Store, refNum: string, body: unknown) => Response> = {
  settle(store, refNum) {
    store.transactions.put(refNum, { ...store.transactions.get(refNum)!, isSettled: true })
    return done(`${refNum} is settled.`)
  },
  void: (store, refNum) =>
    done(`${refNum} is voided.`, void_(store, slugOf(store, refNum), { xrefnum: refNum })),
  refund(store, refNum, body) {
    const { amount } = Cents.partial().parse(body)
    const made = refund(store, slugOf(store, refNum), {
      xrefnum: refNum,
      ...(amount !== undefined && { xamount: decimal(amount) }),
    })
    return done(`${decimal(made.authorized)} of ${refNum} is refunded.`, made)
  },
}

const slugOf = ({ transactions }: Store, refNum: string): string => transactions.get(refNum)!.slug

export const transactionActions = Object.keys(onTransaction)

/**
 * `POST /_sandbox/cardknox/webhook` is the account's portal; `cardknox/{account}/{action}` and
 * `cardknox/{xRefNum}/{action}` make things happen there.
 */
export function control(store: Store, path: string[], body: Record<string, unknown>): Response | undefined {
  const [service, first = '', name = ''] = path
  if (service !== 'cardknox') return undefined
  if (first === 'webhook' && path.length === 2) return setWebhook(store, body)
  if (path.length !== 3) return undefined
  const known = store.transactions.get(first) ? onTransaction : onAccount
  const action = known[name]
  if (!action) return refuse(404, `There is no action "${name}". Known are ${Object.keys(known).join(', ')}.`)
  try {
    return action(store, first, body)
  } catch (error) {
    if (error instanceof Refusal) return refuse(409, `${error.message}.`)
    throw error
  }
}
