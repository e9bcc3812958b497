const limit = 10_000

/** A count that was stopped at the limit says so. */
export const bounded = (count: number): string =>
  count >= limit ? `${limit.toLocaleString('en')}+` : count.toLocaleString('en')
