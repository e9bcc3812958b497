const status = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition: 412,
  too_large: 413,
  unprocessable: 422,
  limit: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof status

/** A failure that the caller can act on; `message` is a sentence that says how. Anything else thrown is a bug. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: Record<string, unknown>
  constructor(
    code: ErrorCode,
    message: string,
    detail: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.detail = detail
  }
  get status() {
    return status[this.code]
  }
}

/** A party outside gave no usable answer. Nobody knows what happened, so a job asks again with the same key. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly party: string
  constructor(party: string, options?: ErrorOptions) {
    super(`${party} gave no usable answer`, options)
    this.party = party
  }
}

/** The field's own message, shown at the field: `fields` is what forms and the API return. */
export const invalidField = (field: string, message: string) =>
  new AppError('invalid', message, { fields: { [field]: [message] } })

/** Sentences by field. */
export type FieldProblems = Record<string, string[]>

/** What a check says to the fields; nothing when all is well. Whatever is about no field is thrown on. */
export async function problemsIn(check: () => unknown): Promise<FieldProblems> {
  try {
    await check()
    return {}
  } catch (error) {
    if (error instanceof AppError && error.detail.fields) return error.detail.fields as FieldProblems
    throw error
  }
}

export const notFound = (what: string, id?: string) =>
  new AppError('not_found', `There is no such ${what}.`, id ? { id } : {})

/** Postgres: a unique index has it already. */
export const isTaken = (error: unknown): boolean =>
  (error as { cause?: { code?: string } }).cause?.code === '23505'

/** States what must hold. A failure is a bug of ours, never the caller's. */
export function invariant(holds: unknown, message: string): asserts holds {
  if (!holds) throw new Error(`invariant: ${message}`)
}
