import type { sims } from '@/db/schema'

type Sim = typeof sims.$inferSelect

/** Reserved for a buyer who is paying just now. */
export const isHeld = ({ reservedUntil, soldAt }: Pick<Sim, 'reservedUntil' | 'soldAt'>): boolean =>
  soldAt === null && reservedUntil !== null && reservedUntil > new Date()
