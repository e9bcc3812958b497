export type Tally = { failed: number; all: number }

const least = 8
const leastRise = 0.2
const certainty = 4

/**
 * Whether far more fails now than this seller's own past explains: at least `least` failures, a share at least 20 points
 * above the past one, and further above it than four standard deviations of chance. A seller without much of a past is
 * taken to lose one of five, as card payments on the web do.
 */
export function isSpike(now: Tally, past: Tally): boolean {
  if (now.failed < least) return false
  const expected = (past.failed + 10) / (past.all + 50)
  const share = now.failed / now.all
  const chance = Math.sqrt((expected * (1 - expected)) / now.all)
  return share - expected >= leastRise && (share - expected) / chance >= certainty
}

/** `7 of 9 (78 %)` */
export const inShares = ({ failed, all }: Tally): string =>
  `${failed} of ${all} (${all ? Math.round((100 * failed) / all) : 0} %)`
