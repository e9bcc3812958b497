import { AppError } from '@/lib/core/error'
import { log, withRequestId } from '@/lib/core/log'
import type { Post } from '@/lib/inbox/receive'
import { problem } from './api'
import { requestIdOf } from './request'

const mostBytes = 1024 * 1024

/**
 * The door for webhooks: raw body once, at most 1 MiB, verified and kept by `receive`, then 200. What cannot be proved
 * is answered 400 without detail, so that a forger learns nothing; a database that is down makes the sender try again.
 */
export const webhook =
  (receive: (key: string, post: Post) => Promise<void>) =>
  (request: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> =>
    withRequestId(requestIdOf(request.headers), async () => {
      try {
        const { key } = await params
        await receive(key, { headers: request.headers, body: await readBody(request) })
        return Response.json({ received: true })
      } catch (error) {
        return answerOf(error)
      }
    })

async function readBody(request: Request): Promise<string> {
  const tooLarge = new AppError('too_large', 'A webhook may have at most 1 MiB.')
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge
  const body = await request.text()
  // A sender that hangs up early leaves a part of it, which is no forgery.
  if (Buffer.byteLength(body) < Number(request.headers.get('content-length') ?? 0))
    throw new AppError('invalid', 'The body was cut off.')
  if (Buffer.byteLength(body) > mostBytes) throw tooLarge
  return body
}

function answerOf(error: unknown): Response {
  if (error instanceof AppError && ['unauthenticated', 'invalid'].includes(error.code))
    return Response.json({ received: false }, { status: 400 })
  if (error instanceof AppError) return problem(error)
  log().error({ err: error }, 'a webhook could not be kept')
  return Response.json({ received: false }, { status: 503, headers: { 'retry-after': '5' } })
}
