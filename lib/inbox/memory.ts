const most = 10_000

/** Remembers what was found for a key for a short while. Failures are not remembered; the oldest keys are forgotten. */
export function makeMemory<T>(forMs: number, find: (key: string) => Promise<T>) {
  const known = new Map<string, { until: number; value: Promise<T> }>()
  return (key: string): Promise<T> => {
    const now = Date.now()
    const found = known.get(key)
    if (found && found.until > now) return found.value
    const value = find(key)
    known.delete(key)
    known.set(key, { until: now + forMs, value })
    value.catch(() => known.delete(key))
    if (known.size > most) known.delete(known.keys().next().value!)
    return value
  }
}
