import type { simRefillRules } from '@/db/schema'
import { type Base, formatBytes } from '@/lib/core/bytes'
import { formatMoney, type Money, money } from '@/lib/core/money'
import {
  type Attempt,
  afterFailure,
  monthMs,
  type Source,
  type Standing,
  unusable,
} from '@/lib/refills/automatic-standing'

export type Rule = typeof simRefillRules.$inferSelect

export type Facts = {
  rule: Rule
  /** Of the SIM; `left` null where it is unlimited or not known. */
  left: bigint | null
  endsAt: Date | null
  /** The size of the rule as it is sold now; null: it is not. */
  size: { days: number; price: Money } | null
  base: Base
  source: Source
  /** What the wallet that pays has; null for a card. */
  available: bigint | null
  /** Newest first, of at least the last 30 days. */
  attempts: readonly Attempt[]
  /** A paid refill that the carrier does not show yet, whoever bought it. */
  unseen: { since: Date } | null
  /** Money of the rule that was given back or disputed since a person last looked. */
  returned: string | null
  /** The carrier says that the size does not fit. */
  misfit: string | null
}

const dayMs = 86_400_000
// By then a carrier shows what it was paid for.
const patienceMs = dayMs

const underWay = ['pending_payment', 'paid', 'provisioning']

/** Less is left than wanted, and it has not ended: who has gone home needs no more data. */
export const isDue = ({ rule, left, endsAt }: Pick<Facts, 'rule' | 'left' | 'endsAt'>, now = new Date()) =>
  left !== null && left < rule.threshold && (!endsAt || endsAt > now)

/** Pure: whether a SIM may refill itself now, and if not, why and until when. The first reason that holds is it. */
export function standingOf(facts: Facts, now = new Date()): Standing {
  const { rule, attempts, returned, misfit } = facts
  if (!rule.isOn) return { kind: 'off' }
  const open = attempts.find(({ status }) => underWay.includes(status))
  if (open) return { kind: 'inFlight', text: open.problem ?? 'A refill is on its way.' }
  if (returned) return block(`${returned} It goes on when it is switched on anew.`)
  const tried = { settings: rule, source: facts.source, attempts }
  return (
    unseen(facts, now) ??
    changed(facts) ??
    unusable(facts.source, now) ??
    (misfit ? block(misfit) : null) ??
    afterFailure(tried, now) ??
    capped(facts, now) ??
    tooPoor(facts, now) ?? { kind: 'ready' }
  )
}

/** Pure: it stands still because of the card, so that another one lets it go on. */
export function isOfCard(facts: Facts, now = new Date()): boolean {
  const { rule, source, attempts } = facts
  if (source.kind !== 'method' || source.problem) return false
  const why = unusable(source, now) ?? afterFailure({ settings: rule, source, attempts }, now)
  const standing = standingOf(facts, now)
  return why !== null && 'text' in why && 'text' in standing && standing.text === why.text
}

const block = (text: string): Standing => ({ kind: 'blocked', text })

/** What was counted before the last refill was there says nothing: it would be bought again and again. */
function unseen({ unseen: since }: Facts, now: Date): Standing | null {
  if (!since) return null
  if (now.getTime() - since.since.getTime() < patienceMs)
    return { kind: 'inFlight', text: 'The operator does not count the last refill yet.' }
  return block('The operator does not show the last refill, a day after it was added. Ask them for it.')
}

/** Nobody is charged on other terms than those that were agreed to. */
function changed({ rule, size, base }: Facts): Standing | null {
  const data = formatBytes(rule.size, base)
  if (!size) return block(`${data} cannot be added to this SIM at the moment. Choose another size, or wait.`)
  const isSame =
    size.days === rule.days && size.price.amount === rule.amount && size.price.currency === rule.currency
  if (isSame) return null
  const agreed = `${formatMoney(money(rule.amount, rule.currency))} for ${rule.days} days`
  const asked = `${formatMoney(size.price)} for ${size.days} days`
  return block(`${data} was ${agreed} and is ${asked} now. Save the automatic refill anew to agree to that.`)
}

/** Only what was paid counts: failures in a row end by themselves. */
function capped({ rule, attempts }: Facts, now: Date): Standing | null {
  const paid = attempts.filter(({ status }) => status !== 'canceled' && status !== 'expired')
  const caps = [
    { name: 'a day', ms: dayMs, count: rule.dailyCount },
    { name: '30 days', ms: monthMs, count: rule.monthlyCount },
  ]
  for (const { name, ms, count } of caps) {
    const made = paid.filter(({ createdAt }) => now.getTime() - createdAt.getTime() < ms)
    if (made.length < count) continue
    const text = `The limit of ${count} ${count === 1 ? 'refill' : 'refills'} within ${name} is reached.`
    return { kind: 'capped', text, until: new Date(made[count - 1]!.createdAt.getTime() + ms) }
  }
  return null
}

function tooPoor(facts: Facts, now: Date): Standing | null {
  const { available, rule } = facts
  if (available === null || available >= rule.amount || !isDue(facts, now)) return null
  const say = (amount: bigint) => formatMoney(money(amount, rule.currency))
  const has = say(available > 0n ? available : 0n)
  return block(`The wallet has ${has} available, and a refill costs ${say(rule.amount)}. Add money to it.`)
}
