import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { pool, type Tx } from './client'

export type { Tx } from './client'

/** Whose rows: a tenant's, or within it those of one company or of one end user. A `Context` is one. */
export type Scope =
  | string
  | { readonly tenantId: string; readonly companyId?: string | null; readonly endUserId?: string | null }

const entering = (scope: Scope): string => {
  const { tenantId, ...within } = typeof scope === 'string' ? { tenantId: scope } : scope
  // No company has the id of an end user: of tables that know only companies an end user sees nothing.
  const owner = within.endUserId ?? within.companyId
  return `select set_config('role', 'tenant', true), set_config('app.tenant', ${pg.escapeLiteral(tenantId)}, true),
    set_config('app.company', ${pg.escapeLiteral(owner ?? '')}, true)`
}

/** Makes the rest of a transaction a tenant's, where one must first write shared tables; nothing of it leads back. */
export async function enterTenant(tx: Tx, scope: Scope): Promise<void> {
  await tx.execute(sql.raw(entering(scope)))
}

/** The one door to a tenant's rows. Inside, Postgres itself hides every other tenant's. */
export async function inTenant<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // One round trip, where a transaction of drizzle needs two.
    await client.query(`begin; ${entering(scope)}`)
    const result = await work(drizzle(client))
    const { command } = await client.query('commit')
    // So Postgres answers when a statement failed and somebody caught that.
    if (command === 'ROLLBACK')
      throw new Error('A statement of the transaction failed, so nothing of it was kept.')
    return result
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    client.release(broken)
  }
}
