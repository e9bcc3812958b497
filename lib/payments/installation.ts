import { sql } from 'drizzle-orm'
import { db } from '@/db/client'

let known: string | undefined

/** Names this installation in a provider's metadata: another one on the same account must leave our payments alone. */
export async function installationId(): Promise<string> {
  if (known) return known
  const { rows } = await db.execute<{ id: string }>(sql`select id from installation`)
  known = rows[0]!.id
  return known
}
