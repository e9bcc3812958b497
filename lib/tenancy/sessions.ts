import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm'
import { db, type Tx } from '@/db/client'
import { sessions, users } from '@/db/schema'
import { notFound } from '@/lib/core/error'

/** How long a sign-in lasts: thirty days. */
export const sessionSeconds = 30 * 24 * 60 * 60

export type User = { id: string; email: string; name: string }

const isLive = () => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, new Date()))

/** Opens a session of a user, in the caller's transaction or on its own. Out: its id, which the cookie carries sealed. */
export async function startSession(
  userId: string,
  userAgent: string,
  tx: Tx | typeof db = db,
): Promise<string> {
  const expiresAt = new Date(Date.now() + sessionSeconds * 1000)
  const values = { userId, userAgent: userAgent.slice(0, 300), expiresAt }
  const [row] = await tx.insert(sessions).values(values).returning({ id: sessions.id })
  return row!.id
}

/** Whose session it is; null when it is unknown, has run out or was ended. */
export async function findSession(id: string): Promise<User | null> {
  const [row] = await db
    .select({ id: users.id, email: users.email, name: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), isLive()))
  return row ?? null
}

/** The live sessions of a user, newest first. */
export const listSessions = (userId: string) =>
  db
    .select({ id: sessions.id, userAgent: sessions.userAgent, createdAt: sessions.createdAt })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isLive()))
    .orderBy(desc(sessions.id))
    .limit(100)

/** Ends one of the user's own sessions. Throws `not_found` for another person's. */
export async function endSession(userId: string, id: string): Promise<void> {
  const ended = await db
    .update(sessions)
    .set({ revokedAt: new Date() })
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isLive()))
    .returning({ id: sessions.id })
  if (!ended.length) throw notFound('session')
}

/** Ends all sessions of a user but `keep`: after a new password nobody else stays signed in. */
export async function endSessions(
  userId: string,
  keep: string | null,
  tx: Tx | typeof db = db,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: new Date() })
    .where(and(eq(sessions.userId, userId), isLive(), keep ? ne(sessions.id, keep) : undefined))
}
