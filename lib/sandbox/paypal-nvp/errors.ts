/** A refusal as the NVP API words it: `L_ERRORCODE0` and its two messages. */
export class Refusal extends Error {
  readonly code: number
  readonly short: string
  constructor(code: number, short: string, long: string) {
    super(long)
    this.code = code
    this.short = short
  }
}

const badArgument =
  'Transaction refused because of an invalid argument. See additional error messages for details.'

export const invalid = (code: number, long: string) => new Refusal(code, badArgument, long)

export const missing = (code: number, name: string) =>
  new Refusal(code, 'Missing parameter', `${name} is missing.`)
