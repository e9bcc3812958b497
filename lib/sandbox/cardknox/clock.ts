const zone = 'America/New_York'

const parts = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  hourCycle: 'h23',
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
})

const pad = (text: string | undefined) => (text ?? '').padStart(2, '0')

function wall(seconds: number) {
  const found = parts.formatToParts(seconds * 1000).map(({ type, value }) => [type, value])
  return Object.fromEntries(found) as Record<string, string>
}

/** `12/4/2017 5:50:38 PM`, as the reports and webhooks write it: the account's own clock. */
export function entered(seconds: number): string {
  const { year, month, day, hour, minute, second } = wall(seconds)
  const hours = Number(hour)
  return `${month}/${day}/${year} ${hours % 12 || 12}:${pad(minute)}:${pad(second)} ${hours < 12 ? 'AM' : 'PM'}`
}

/** `2017-12-04 17:50:38`, as the dates of a question are written: sorts as time does. */
export function sortable(seconds: number): string {
  const { year, month, day, hour, minute, second } = wall(seconds)
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}`
}
