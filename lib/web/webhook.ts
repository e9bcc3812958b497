import { AppError } from '@/lib/core/error'
import { log, withRequestId } from '@/lib/core/log'
import type { Post } from '@/lib/inbox/receive'
import { problem } from './api'
import { readBytes } from './body'
import { requestIdOf } from './request'

const mostBytes = 1024 * 1024

/**
 * The door for webhooks: raw body once, at most 1 MiB, verified and kept by `receive`, then 200. What cannot be proved
 * is answered 400 without detail, so that a forger learns nothing; a database that is down makes the sender try again.
 */
export const webhook =
  (receive: (key: string, post: Post) => Promise<void>) =>
  (request: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> =>
    answering(request, async () => {
      const { key } = await params
      const bytes = await readBytes(request, mostBytes, 'A webhook may have at most 1 MiB.')
      await receive(key, { headers: request.headers, body: bytes.toString(), bytes })
    })

/** The same for what comes by GET: all that it says stands in the query. */
export const queryWebhook =
  (receive: (key: string, post: { query: string }) => Promise<void>) =>
  (request: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> =>
    answering(request, async () =>
      receive((await params).key, { query: new URL(request.url).search.slice(1) }),
    )

const answering = (request: Request, keep: () => Promise<void>): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    try {
      await keep()
      return new Response(null)
    } catch (error) {
      return answerOf(error)
    }
  })

function answerOf(error: unknown): Response {
  if (error instanceof AppError && ['unauthenticated', 'invalid'].includes(error.code))
    return Response.json({ received: false }, { status: 400 })
  if (error instanceof AppError) return problem(error)
  log().error({ err: error }, 'a webhook could not be kept')
  return Response.json({ received: false }, { status: 503, headers: { 'retry-after': '5' } })
}
