import { sql } from 'drizzle-orm'
import { db, type Tx } from './client'

export type { Tx } from './client'

/** Whose rows: a tenant's, or within it those of one company. A `Context` is one. */
export type Scope = string | { readonly tenantId: string; readonly companyId?: string | null }

/** Makes the rest of a transaction a tenant's, where one must first write shared tables; nothing of it leads back. */
export async function enterTenant(tx: Tx, scope: Scope): Promise<void> {
  const { tenantId, companyId } = typeof scope === 'string' ? { tenantId: scope, companyId: null } : scope
  await tx.execute(sql`select set_config('role', 'tenant', true), set_config('app.tenant', ${tenantId}, true),
    set_config('app.company', ${companyId ?? ''}, true)`)
}

/** The one door to a tenant's rows. Inside, Postgres itself hides every other tenant's. */
export const inTenant = <T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await enterTenant(tx, scope)
    return work(tx)
  })
