const browsers = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const

const nameIn = (text: string, names: readonly (readonly [string, string])[]) =>
  names.find(([mark]) => text.includes(mark))?.[1]

/** `Mozilla/5.0 ... Firefox/140` -> `Firefox on Windows`: enough to know one's own sessions by. */
export function browserName(userAgent: string): string {
  const found = [nameIn(userAgent, browsers), nameIn(userAgent, systems)].filter(Boolean)
  return found.length ? found.join(' on ') : 'Unknown browser'
}
