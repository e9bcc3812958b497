import { z } from 'zod'
import { answerOnce } from '@/lib/api/once'
import type { Operation } from '@/lib/api/operation'
import { findOperation } from '@/lib/api/operations'
import { inWords } from '@/lib/api/words'
import { AppError } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { contextOfKey } from '@/lib/tenancy/api-keys'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { throttle } from '@/lib/tenancy/throttle'
import { json, problem, readQuery, wrongMethod } from './api'
import { readBytes } from './body'
import { requestIdOf } from './request'

const mostBytes = 256 * 1024

/** Answers every call below `/api/v1`: who asks, how often, with which right, once for each idempotency key. */
export const rest = (request: Request): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    try {
      const ctx = await who(request)
      const { operation, params } = at(request)
      authorize(ctx, operation.scope)
      const text = operation.method === 'GET' ? '' : await readText(request)
      return await answer(ctx, operation, { request, params, text })
    } catch (error) {
      return problem(error)
    }
  })

async function who({ headers }: Request): Promise<Context> {
  const [, key = ''] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  const ctx = await contextOfKey(key)
  await throttle('apiPerKey', ctx.actor.id)
  return ctx
}

function at(request: Request): { operation: Operation; params: Record<string, string> } {
  const path = new URL(request.url).pathname.replace(/^\/api\/v1/, '')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const found = findOperation(method, decodeURI(path))
  if ('operation' in found) return found
  if (found.allowed.length) throw wrongMethod(path, found.allowed)
  throw new AppError(
    'not_found',
    `There is nothing at ${path}. /api/v1/openapi.json describes what there is.`,
  )
}

const readText = async (request: Request): Promise<string> =>
  (await readBytes(request, mostBytes, 'A request may have at most 256 KiB.')).toString()

type Call = { request: Request; params: Record<string, string>; text: string }

async function answer(ctx: Context, operation: Operation, call: Call): Promise<Response> {
  const key = idempotencyKey(operation, call.request)
  if (!key) return run(ctx, operation, call, null)
  const asked = `${operation.method} ${new URL(call.request.url).pathname} ${call.text}`
  const done = await answerOnce(ctx, key, asked, async () => {
    const response = await run(ctx, operation, call, `${ctx.actor.id}:${key}`).catch(problem)
    const body = await response.text()
    // Our own trouble is no answer: the same key may ask again.
    return { status: response.status, body, isFinal: response.status < 500 && response.status !== 429 }
  })
  return new Response(done.body, {
    status: done.status,
    headers: {
      'content-type': done.status < 400 ? 'application/json' : 'application/problem+json',
      'cache-control': 'no-store',
      ...(done.isReplay && { 'idempotent-replayed': 'true' }),
    },
  })
}

function idempotencyKey({ method, needsKey }: Operation, { headers }: Request): string | null {
  if (method !== 'POST') return null
  const key = headers.get('idempotency-key')
  if (key !== null && !/^[!-~]{1,255}$/.test(key))
    throw new AppError('invalid', 'An Idempotency-Key has 1 to 255 visible ASCII characters.')
  if (needsKey && key === null)
    throw new AppError(
      'invalid',
      'Send an Idempotency-Key, such as a UUID: with it the call can be repeated after a lost answer without doing it twice.',
    )
  return key
}

async function run(
  ctx: Context,
  operation: Operation,
  { request, params, text }: Call,
  reference: string | null,
): Promise<Response> {
  const input = {
    params: await operation.params?.parseAsync(params),
    query: await operation.query?.parseAsync(readQuery(request), { error: inWords }),
    body: await bodyOf(operation, text),
    reference,
  }
  const result = await operation.run(ctx, input as never)
  return json(operation.status, z.parse(operation.answer, result))
}

/** A call without a body takes none: an amount sent to one that does all or nothing must not be passed over. */
async function bodyOf({ body }: Operation, text: string): Promise<unknown> {
  if (body) return body.parseAsync(parseJson(text), { error: inWords })
  if (text.trim() && Object.keys(Object(parseJson(text))).length)
    throw new AppError('invalid', 'This call takes no body. Leave it out.')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The body is not JSON.')
  }
}
