import type { planVersions } from '@/db/schema'
import { type Money, money } from '@/lib/core/money'

/** Data that can be put on a SIM of the plan later. A plan has one of each size, so `bytes` names it. */
export type RefillSize = { bytes: bigint; days: number; price: Money; offer: string | null }

/** The sizes of a version, smallest first; none where its SIMs are not refilled. */
export const refillSizes = (version: typeof planVersions.$inferSelect): RefillSize[] =>
  version.canTopUp
    ? version.refills
        .map(({ bytes, amount, days = version.days, offer = null }) => ({
          ...{ bytes: BigInt(bytes), days, offer },
          price: money(BigInt(amount), version.currency),
        }))
        .sort((a, b) => (a.bytes < b.bytes ? -1 : 1))
    : []
