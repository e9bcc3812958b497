import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { api } from './api'

const none = { params: Promise.resolve({}) }
const ask = (init: RequestInit & { query?: string } = {}) =>
  new Request(`http://localhost/api${init.query ?? ''}`, init)

const answer = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  body: response.body ? await response.json() : null,
})

test('an answer bears the request id, is never cached, and keeps every digit of an amount', async () => {
  const GET = api({ handle: async () => ({ amount: 9_007_199_254_740_993n, at: new Date(0) }) })
  const response = await GET(ask({ headers: { 'x-request-id': 'trace-1234' } }), none)
  expect(response.headers.get('x-request-id')).toBe('trace-1234')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ amount: '9007199254740993', at: '1970-01-01T00:00:00.000Z' })
})

test('a wrong field is named, and nothing is done', async () => {
  const POST = api({
    body: z.object({ name: z.string('Say a name.') }),
    handle: async () => {
      throw new Error('must not run')
    },
  })
  const wrong = await answer(await POST(ask({ method: 'POST', body: '{}' }), none))
  expect(wrong).toMatchObject({
    status: 400,
    type: 'application/problem+json',
    body: { title: 'invalid', fields: { name: ['Say a name.'] } },
  })
  const broken = await answer(await POST(ask({ method: 'POST', body: '{' }), none))
  expect(broken).toMatchObject({ status: 400, body: { detail: 'The body is not JSON.' } })
})

test('a limit says in a header when to come again', async () => {
  const GET = api({
    handle: async () => {
      throw new AppError('limit', 'Wait.', { retryAfterSeconds: 7 })
    },
  })
  const response = await GET(ask(), none)
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('7')
})

test('a bug of ours is a 500 that tells nothing of the inside', async () => {
  const GET = api({
    handle: async () => {
      throw new Error('password of the database')
    },
  })
  const { status, body } = await answer(await GET(ask(), none))
  expect(status).toBe(500)
  expect(JSON.stringify(body)).not.toContain('database')
})

test('who asks is settled before what is asked', async () => {
  const GET = api({
    who: () => Promise.reject(new AppError('unauthenticated', 'Send a key.')),
    query: z.object({ size: z.string() }),
    handle: async () => 'never',
  })
  expect(await answer(await GET(ask(), none))).toMatchObject({ status: 401 })
})

test('a name that occurs twice in the query is a list', async () => {
  const GET = api({
    query: z.object({ status: z.array(z.string()), size: z.string() }),
    handle: async (_who, { query }) => query,
  })
  const { body } = await answer(await GET(ask({ query: '?status=a&status=b&size=5' }), none))
  expect(body).toEqual({ status: ['a', 'b'], size: '5' })
})
