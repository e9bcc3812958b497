import { z } from 'zod'
import { BalanceRefill, refillBalance } from '@/lib/api/balance-refill'
import { AppError } from '@/lib/core/error'
import { log, withRequestId } from '@/lib/core/log'
import { contextOfKey } from '@/lib/tenancy/api-keys'
import { authorize } from '@/lib/tenancy/permissions'
import { throttle } from '@/lib/tenancy/throttle'
import { json } from './api'
import { readBytes } from './body'
import { requestIdOf } from './request'

const mostBytes = 16 * 1024

async function fieldsOf(request: Request): Promise<Record<string, unknown>> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  if (request.method === 'GET') return query
  // Who asks stands in it, so it is read before anybody is known.
  const text = (await readBytes(request, mostBytes, 'A request may have at most 16 KiB.')).toString()
  try {
    return { ...query, ...JSON.parse(text) }
  } catch {
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) }
  }
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/**
 * `balance/refill` as Navixy's billing API takes it: `hash`, `user_id`, `amount`, `comment`, by POST, or by GET for keys
 * that were given the scope for it, since addresses end up in logs. The answer is in that API's form.
 */
export const balanceRefill = (request: Request): Promise<Response> =>
  withRequestId(requestIdOf(request.headers), async () => {
    try {
      const { hash, ...fields } = await fieldsOf(request)
      const ctx = await contextOfKey(text(hash))
      await throttle('apiPerKey', ctx.actor.id)
      authorize(ctx, request.method === 'GET' ? 'wallets:legacy' : 'wallets:write')
      const told = Object.entries(fields).map(([name, value]) => [name, text(value) || undefined])
      // Who may add money by link needs no other right for it.
      const asked = {
        ...ctx,
        actor: { kind: 'apiKey' as const, id: ctx.actor.id, scopes: ['wallets:write' as const] },
      }
      await refillBalance(asked, BalanceRefill.parse(Object.fromEntries(told)))
      return json(200, { success: true })
    } catch (error) {
      return refusal(error)
    }
  })

function refusal(error: unknown): Response {
  if (error instanceof z.ZodError) return fail(400, 7, error.issues[0]!.message)
  if (!(error instanceof AppError)) {
    log().error({ err: error }, 'request failed')
    return fail(500, 1, 'Something broke on our side. Call again with the same comment.')
  }
  // Codes of Navixy's API: 3 wrong hash, 13 no right, 201 unknown user, 7 wrong parameters.
  const codes: Partial<Record<AppError['code'], number>> = {
    unauthenticated: 3,
    forbidden: 13,
    not_found: 201,
  }
  return fail(error.status, codes[error.code] ?? 7, error.message)
}

const fail = (status: number, code: number, description: string) =>
  json(status, { success: false, status: { code, description } })
