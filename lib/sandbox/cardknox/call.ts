/** The fields of a call by lower-cased name: the vendor minds no case. */
export type Fields = Record<string, string>

/** `error` is for people; the vendor answers 200 for whatever happened (psp.md 6.1). */
export class Refusal extends Error {}

const lowered = (entries: Iterable<[string, unknown]>): Fields =>
  Object.fromEntries(
    [...entries].map(([name, value]) => [name.toLowerCase(), value === null ? '' : String(value)]),
  )

/** A form, or JSON where the path says so. Throws for what is neither. */
export function readFields(text: string, isJson: boolean): Fields {
  if (!isJson) return lowered(new URLSearchParams(text))
  try {
    const body: unknown = JSON.parse(text)
    if (body && typeof body === 'object' && !Array.isArray(body)) return lowered(Object.entries(body))
  } catch {}
  throw new Refusal('Invalid JSON')
}

const always = ['xversion', 'xsoftwarename', 'xsoftwareversion', 'xcommand'] as const
const spelled: Record<(typeof always)[number] | 'xkey', string> = {
  xkey: 'xKey',
  xversion: 'xVersion',
  xsoftwarename: 'xSoftwareName',
  xsoftwareversion: 'xSoftwareVersion',
  xcommand: 'xCommand',
}

/** The account whose key it is: `fakekey` and the name of its hosted page. Throws what the vendor refuses. */
export function slugOf(fields: Fields): string {
  const key = fields.xkey ?? ''
  if (!key) throw new Refusal('Required: xKey')
  const missing = always.find((name) => !fields[name])
  if (missing) throw new Refusal(`Required: ${spelled[missing]}`)
  const [, slug] = /^fakekey([A-Za-z0-9]{1,240})$/.exec(key) ?? []
  if (!slug || slug.includes('revoked')) throw new Refusal('Specified Key Not Found')
  return slug.toLowerCase()
}

/** `1.00` -> 100. Throws for text that is no amount in dollars and cents. */
export function centsOf(text: string | undefined): number {
  if (!text) throw new Refusal('Required: xAmount')
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(text)) throw new Refusal('Invalid Amount')
  const [whole, decimals = ''] = text.split('.')
  return Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
}

export const decimal = (cents: number): string => (cents / 100).toFixed(2)

type Answer = Record<string, unknown>

/** In the format of the question; a list lies in a form as JSON. */
export function reply(answer: Answer, isJson: boolean): Response {
  if (isJson) return Response.json(answer)
  const form = Object.entries(answer).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  return new Response(new URLSearchParams(form).toString(), {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
}

export const errorAnswer = (error: string): Answer => ({
  xResult: 'E',
  xStatus: 'Error',
  xError: error,
  xErrorCode: '01000',
  xRefNum: '',
})
