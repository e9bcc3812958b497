import { and, eq, gte, inArray, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { endUsers, simLabels, sims } from '@/db/schema'
import { withoutSeparators } from '@/lib/core/identifiers'
import { type SimState, simStates } from './status'

/** What narrows a list of SIMs; also what a bulk action on "all that match" is told. */
export const SimFilter = z.object({
  q: z.string().trim().max(200).optional(),
  status: z
    .enum(Object.keys(simStates) as [SimState, ...SimState[]])
    .optional()
    .catch(undefined),
  operator: z.string().optional(),
  plan: z.string().optional(),
  company: z.string().optional(),
  label: z.string().optional(),
  type: z.enum(['prepaid', 'none']).optional().catch(undefined),
})
export type SimFilter = z.output<typeof SimFilter>

const settled = and(not(sims.isPending), not(eq(sims.integration, 'error')))

const byState: Record<SimState, SQL | undefined> = {
  archived: inArray(sims.status, ['terminated', 'archived']),
  pending: and(sims.isPending, not(inArray(sims.status, ['terminated', 'archived']))),
  invalid: and(
    eq(sims.integration, 'error'),
    not(sims.isPending),
    not(inArray(sims.status, ['terminated', 'archived'])),
  ),
  blank: and(eq(sims.status, 'inventory'), settled),
  activation_ready: and(eq(sims.status, 'activation_ready'), settled),
  active: and(eq(sims.status, 'active'), settled),
  suspended: and(eq(sims.status, 'suspended'), settled),
}

export const matching = ({ q, status, operator, plan, company, label, type }: SimFilter): SQL | undefined =>
  and(
    q ? found(q) : undefined,
    status && byState[status],
    operator ? eq(sims.connectionId, operator) : undefined,
    plan ? eq(sims.planId, plan) : undefined,
    company ? (company === 'none' ? isNull(sims.companyId) : eq(sims.companyId, company)) : undefined,
    label
      ? sql`${sims.id} in (select ${simLabels.simId} from ${simLabels} where ${eq(simLabels.label, label)})`
      : undefined,
    type && (type === 'none' ? isNull(sims.planId) : sql`${sims.planId} is not null`),
  )

/**
 * Digits are what people read off a card, from its end: the index on the reversed ICCID finds them, as a range, because
 * `like` may not use an index under row security. Whole numbers of other kinds and an e-mail address are found too.
 */
function found(q: string): SQL | undefined {
  const digits = withoutSeparators(q).replace(/[Ff]+$/, '')
  if (/^\d+$/.test(digits)) {
    const reversed = [...digits].reverse().join('')
    const ends = and(gte(sims.iccidReversed, reversed), lt(sims.iccidReversed, `${reversed}:`))
    // A few digits fit many cards, and reading on from the newest meets one soon.
    if (digits.length < 4) return ends
    const whole = [sims.msisdn, sims.imsi, sims.imei, sims.eid]
    const numbers = digits.length < 8 ? [] : whole.map((number) => among(eq(number, digits)))
    return or(among(ends), ...numbers)
  }
  if (q.includes('@'))
    return sql`${sims.endUserId} in (select id from ${endUsers} where ${endUsers.email} = ${q.toLowerCase()})`
  return or(sql`${sims.labels} @> array[${q}]`, sql`lower(${sims.note}) = ${q.toLowerCase()}`)
}

const mostFound = 5_000

/** Finds by its own index first: left to itself the planner would read the whole list in its order. */
const among = (condition: SQL | undefined): SQL =>
  sql`${sims.id} = any(array(select ${sims.id} from ${sims} where ${condition} limit ${mostFound}))`
