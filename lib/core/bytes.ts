import { AppError } from './error'

/** 1000: 1 GB is 10^9 bytes, as eSIM Go counts. 1024: 1 GB is 2^30 bytes, as eSIM Access counts. */
export type Base = 1000 | 1024

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const
const sizeOf = (unit: number, base: Base): bigint => BigInt(base) ** BigInt(unit)

/** For people: `5 GB`, `1.5 GB`, `999 MB`, at most two decimals. Only for display. */
export function formatBytes(bytes: bigint, base: Base = 1000, locale = 'en'): string {
  const [sign, abs] = bytes < 0n ? [-1, -bytes] : [1, bytes]
  const hundredths = (unit: number) => (abs * 100n + sizeOf(unit, base) / 2n) / sizeOf(unit, base)
  let unit = 0
  while (unit < units.length - 1 && hundredths(unit) >= BigInt(base) * 100n) unit++
  const amount = (sign * Number(hundredths(unit))) / 100
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(amount)} ${units[unit]}`
}

/**
 * `5 GB`, `1,5gb`, `500 MB` -> bytes; `GiB` is binary whatever the base. Refuses what is not a whole number of bytes.
 * Throws `invalid` with a sentence.
 */
export function parseBytes(text: string, base: Base = 1000): bigint {
  const match = /^(\d{1,12})(?:[.,](\d{1,9}))?\s*([KMGTP]?)(i?)B$/i.exec(text.trim())
  if (!match)
    throw new AppError('invalid', `"${text}" is not an amount of data. Write it like 500 MB or 1.5 GB.`)
  const [, whole, decimals = '', prefix = '', binary] = match
  const unit = prefix ? ' KMGTP'.indexOf(prefix.toUpperCase()) : 0
  const scaled = BigInt(whole + decimals) * sizeOf(unit, binary ? 1024 : base)
  const scale = 10n ** BigInt(decimals.length)
  if (scaled % scale !== 0n)
    throw new AppError('invalid', `"${text}" is not a whole number of bytes. Use fewer decimals.`)
  return scaled / scale
}
