const dayMs = 86_400_000

const pad = (value: number) => String(value).padStart(2, '0')

const readers = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show at a moment, as if it were UTC. */
function shownAt(at: Date, timeZone: string): number {
  const reader =
    readers.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  readers.set(timeZone, reader)
  const found = Object.fromEntries(reader.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** `2017-12-04 17:50:38`, as a report is asked for. */
export function toWall(at: Date, timeZone: string): string {
  const shown = new Date(shownAt(at, timeZone))
  const date = [shown.getUTCFullYear(), pad(shown.getUTCMonth() + 1), pad(shown.getUTCDate())]
  const time = [shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds()].map(pad)
  return `${date.join('-')} ${time.join(':')}`
}

/** `12/4/2017 5:50:38 PM`, as the reports and webhooks write it -> the moment. Null for other text. */
export function fromWall(text: string, timeZone: string): Date | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([AP])M$/i.exec(text.trim())
  if (!match) return null
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const isAfternoon = match[7]!.toUpperCase() === 'P'
  const shown = Date.UTC(year, month - 1, day, (hour % 12) + (isAfternoon ? 12 : 0), minute, second)
  const offset = (at: number) => shownAt(new Date(at), timeZone) - at
  // The offset may have changed between the first guess and the moment that is meant.
  return new Date(shown - offset(shown - offset(shown)))
}

export const daysBefore = (at: Date, days: number) => new Date(at.getTime() - days * dayMs)
export const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * dayMs)
