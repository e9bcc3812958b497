import { eq } from 'drizzle-orm'
import { plans } from '@/db/schema'
import type { Tx } from '@/db/tenant'

/** `Türkiye 5 GB` -> `turkiye-5-gb`: the last part of the plan's address in the store. */
export const planSlugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '') || 'plan'

/** Inserts a plan under the slug of its name, or that with the next free number. The unique index decides. */
export async function insertPlan(
  tx: Tx,
  name: string,
  values: Omit<typeof plans.$inferInsert, 'slug'>,
): Promise<{ id: string; slug: string }> {
  const slug = planSlugOf(name)
  for (let number = 1; ; number++) {
    const wanted = number === 1 ? slug : `${slug}-${number}`
    const taken = await tx.$count(plans, eq(plans.slug, wanted))
    if (taken) continue
    const [made] = await tx
      .insert(plans)
      .values({ ...values, slug: wanted })
      .onConflictDoNothing({ target: [plans.tenantId, plans.slug] })
      .returning({ id: plans.id, slug: plans.slug })
    if (made) return made
  }
}
