import { eq, sql } from 'drizzle-orm'
import { companies, endUsers, paymentMethods } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { notFound } from '@/lib/core/error'

export type Method = typeof paymentMethods.$inferSelect

/** Whose method it is: exactly one of them. */
export type Owner = Pick<Method, 'companyId' | 'endUserId'>

/** `id` is of a company or of an end user. Throws `not_found`, also for staff of another company. */
export async function findOwner(
  tx: Tx,
  id: string,
): Promise<Owner & { name: string | null; email: string | null; currency: string | null }> {
  const [company] = await tx.select().from(companies).where(eq(companies.id, id))
  if (company) {
    const { name, ownerEmail: email, currency } = company
    return { companyId: id, endUserId: null, name, email, currency }
  }
  const [person] = await tx.select().from(endUsers).where(eq(endUsers.id, id))
  if (!person) throw notFound('company or end user', id)
  return { companyId: null, endUserId: id, name: person.name || null, email: person.email, currency: null }
}

/** All methods of one owner, by the id of the company or end user. */
export const ofOwner = (id: string) =>
  sql`coalesce(${paymentMethods.companyId}, ${paymentMethods.endUserId}) = ${id}`

export const ownerId = ({ companyId, endUserId }: Owner): string => (companyId ?? endUserId)!

/** One after the other: what is decided about all methods of an owner, such as which is the default. */
export const lockOwner = (tx: Tx, id: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`methods:${id}`}, 0))`)
