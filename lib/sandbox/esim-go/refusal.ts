/** What the vendor refuses: its status and the `message` of its body. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly retryAfterS?: number
  constructor(status: number, message: string, retryAfterS?: number) {
    super(message)
    this.status = status
    this.retryAfterS = retryAfterS
  }
}

export const answerRefusal = ({ status, message, retryAfterS }: Refusal): Response =>
  Response.json(
    { message },
    { status, headers: retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) } },
  )
