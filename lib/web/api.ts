import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { toJson } from '@/lib/core/json'
import { log, requestId, withRequestId } from '@/lib/core/log'
import { requestIdHeader, requestIdOf } from './request'

const idHeader = (): Record<string, string> => {
  const id = requestId()
  return id ? { [requestIdHeader]: id } : {}
}

/** A JSON answer: bigint as decimal text, dates as RFC 3339 UTC, never cached. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(toJson(body)), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...idHeader(),
      ...headers,
    },
  })

/** RFC 9457: `title` is a stable code, `detail` a sentence for a person. */
const problemJson = (status: number, title: string, detail: string, more: Record<string, unknown> = {}) =>
  json(
    status,
    { ...more, title, status, detail },
    {
      'content-type': 'application/problem+json',
      ...(Array.isArray(more.allowed) && { allow: more.allowed.join(', ') }),
      ...(typeof more.retryAfterSeconds === 'number' && { 'retry-after': String(more.retryAfterSeconds) }),
    },
  )

/** What a known path says to a method that it lacks: the methods that it has. */
export const wrongMethod = (path: string, allowed: readonly string[]) =>
  new AppError('method_not_allowed', `${path} knows only ${allowed.join(', ')}.`, { allowed })

/** The one place that turns errors into HTTP. What is no `AppError` is a bug: logged whole, answered without detail. */
export function problem(error: unknown): Response {
  if (error instanceof z.ZodError) {
    const { fieldErrors, formErrors } = z.flattenError(error)
    const detail = [...formErrors, ...Object.values<string[] | undefined>(fieldErrors).flat()].join(' ')
    return problemJson(400, 'invalid', detail, { fields: fieldErrors })
  }
  if (error instanceof AppError) return problemJson(error.status, error.code, error.message, error.detail)
  log().error({ err: error }, 'request failed')
  return problemJson(
    500,
    'internal',
    'Something broke on our side. Try again; if it stays, tell us the request id.',
  )
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    throw new AppError('invalid', 'The body is not JSON.')
  }
}

/** The query as an object; a name that occurs more than once is an array. */
export function readQuery(request: Request): Record<string, string | string[]> {
  const query = new URL(request.url).searchParams
  const values = (name: string) => query.getAll(name)
  return Object.fromEntries(
    [...query.keys()].map((name) => [name, values(name).length > 1 ? values(name) : values(name)[0]!]),
  )
}

/** Answers the methods that a route does not have. */
export const only =
  (...allowed: string[]) =>
  (request: Request): Promise<Response> =>
    withRequestId(requestIdOf(request.headers), async () =>
      problem(wrongMethod(new URL(request.url).pathname, allowed)),
    )

type Route<W, Q extends z.ZodType, B extends z.ZodType, P extends z.ZodType> = {
  /** Who asks; throws `unauthenticated`. Left out for public routes. */
  who?: (request: Request) => Promise<W>
  query?: Q
  body?: B
  params?: P
  status?: number
  handle: (
    who: W,
    input: { query: z.output<Q>; body: z.output<B>; params: z.output<P>; request: Request },
  ) => Promise<unknown>
}

/** A route as a declaration: who may, what goes in, what is done. A returned `Response` is passed on, anything else is JSON. */
export function api<
  W = undefined,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
  P extends z.ZodType = z.ZodUnknown,
>(route: Route<W, Q, B, P>) {
  return (request: Request, context: { params: Promise<unknown> }): Promise<Response> =>
    withRequestId(requestIdOf(request.headers), async () => {
      try {
        const who = (await route.who?.(request)) as W
        const params = (await route.params?.parseAsync(await context.params)) as z.output<P>
        const query = (await route.query?.parseAsync(readQuery(request))) as z.output<Q>
        const body = (await route.body?.parseAsync(await readJson(request))) as z.output<B>
        const result = await route.handle(who, { query, body, params, request })
        if (result instanceof Response) return result
        return result === undefined
          ? new Response(null, { status: 204, headers: idHeader() })
          : json(route.status ?? 200, result)
      } catch (error) {
        return problem(error)
      }
    })
}
