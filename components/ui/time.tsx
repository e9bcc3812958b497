type Props = { value: Date | string; only?: 'date' | 'time'; timeZone?: string }

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
      {only === 'date' ? text : `${text} ${timeZone}`}
    </time>
  )
}
