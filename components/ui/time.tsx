type Props = { value: Date | string; only?: 'date' | 'time'; timeZone?: string }

/** `Europe/Athens` at a moment: "GMT+2". */
function offsetOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** A moment, the same on server and browser: "20 Nov 2025, 18:51 UTC". `value` is a Date or RFC 3339. */
export function Time({ value, only, timeZone = 'UTC' }: Props) {
  const at = new Date(value)
  const text = new Intl.DateTimeFormat('en-GB', {
    ...(only !== 'time' && { dateStyle: 'medium' }),
    ...(only !== 'date' && { timeStyle: 'short' }),
    timeZone,
  }).format(at)
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap">
      {only === 'date' ? text : `${text} ${timeZone === 'UTC' ? timeZone : offsetOf(at, timeZone)}`}
    </time>
  )
}
