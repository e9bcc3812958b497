import { asc, desc, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { charges, companies, payments } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { type Page, pageOf } from '@/lib/core/page'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { findTransactions, type Transaction, TransactionFilter } from './query'

export const TransactionQuery = TransactionFilter.extend({
  after: z
    .string()
    .regex(/^[0-9a-z]{26}$/)
    .optional()
    .catch(undefined),
  size: z.coerce.number().int().min(1).max(200).default(50),
})

/** Payments, refunds and disputes of the organization, newest first, by key. `timezone` is that of the filter's days. */
export async function listTransactions(
  ctx: Context,
  { after, size, ...filter }: z.output<typeof TransactionQuery>,
  timezone: string,
): Promise<Page<Transaction>> {
  authorize(ctx, 'payments:read')
  const place = { after, size: size + 1, timezone }
  const found = await inTenant(ctx, (tx) => findTransactions(tx, filter, place))
  return pageOf(found, size, ({ key }) => key)
}

const recent = 1_000
const mostCompanies = 200

const months = 18

/** `2026-11` and the months before it. */
function lastMonths(): string[] {
  const now = new Date()
  return Array.from({ length: months }, (_, ago) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7),
  )
}

/** What the filters offer: the methods of the newest charges, and the companies. */
export async function transactionChoices(ctx: Context) {
  authorize(ctx, 'payments:read')
  return inTenant(ctx, async (tx) => {
    const newest = tx
      .select({ method: charges.method, currency: charges.currency })
      .from(charges)
      .where(isNotNull(charges.method))
      .orderBy(desc(charges.id))
      .limit(recent)
      .as('newest')
    const used = await tx.selectDistinct({ method: newest.method, currency: newest.currency }).from(newest)
    const named = await tx
      .select({ id: companies.id, name: companies.name })
      .from(companies)
      .orderBy(asc(companies.name))
      .limit(mostCompanies)
    const labelled = await tx
      .select({ labels: payments.labels })
      .from(payments)
      .where(eq(payments.isLabelled, true))
      .orderBy(desc(payments.id))
      .limit(recent)
    const sorted = (values: (string | null)[]) => [...new Set(values)].filter((each) => each !== null).sort()
    return {
      methods: sorted(used.map(({ method }) => method)),
      currencies: sorted(used.map(({ currency }) => currency)),
      companies: named,
      labels: sorted(labelled.flatMap(({ labels }) => labels)),
      cycles: lastMonths(),
    }
  })
}

export type TransactionChoices = Awaited<ReturnType<typeof transactionChoices>>
