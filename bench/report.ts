/** What a load came to: `limit` is the most that this machine gives, measured in the same run. */
export type Result = { bench: string; value: number; unit: string; limit: number }
type More = Record<string, string | number | number[]>

const short = (value: number) => Number(value.toPrecision(4))

/** Prints the one JSON line of a benchmark; numbers to four digits. */
export function report({ bench, value, unit, limit }: Result, more: More = {}): void {
  const rounded = Object.entries(more).map(([name, each]) => [
    name,
    typeof each === 'number' ? short(each) : Array.isArray(each) ? each.map(short) : each,
  ])
  const first = { bench, value: short(value), unit, limit: short(limit), ratio: short(value / limit) }
  console.log(JSON.stringify({ ...first, ...Object.fromEntries(rounded) }))
}

/** The value below which `part` (0 to 1) of the numbers lie. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
