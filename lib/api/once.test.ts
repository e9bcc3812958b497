import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { makeApiKey } from '@/lib/tenancy/api-keys'
import type { Context } from '@/lib/tenancy/context'
import { makeTenant } from '@/lib/testing/make'
import { answerOnce, type Work } from './once'

async function caller(): Promise<Context> {
  const ctx = await makeTenant()
  const { id } = await makeApiKey(ctx, { name: 'A program', scopes: ['payments:read'], expiresOn: undefined })
  return { ...ctx, actor: { kind: 'apiKey', id, scopes: [] } }
}

function counting(status = 201) {
  const done = { times: 0 }
  const work: Work = async () => {
    done.times += 1
    return { status, body: `answer ${done.times}`, isFinal: status < 500 }
  }
  return { done, work }
}

test('the same key and body again gives the first answer, and the work is done once', async () => {
  const ctx = await caller()
  const { done, work } = counting()
  const first = await answerOnce(ctx, 'k1', 'body', work)
  expect(await answerOnce(ctx, 'k1', 'body', work)).toEqual({ ...first, isReplay: true })
  expect(done.times).toBe(1)
})

test('ten at once do it once; those that come too early are told to wait', async () => {
  const ctx = await caller()
  const { done, work } = counting()
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => answerOnce(ctx, 'k1', 'body', work)))
  expect(done.times).toBe(1)
  for (const each of all)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' })
    else expect(each.value.body).toBe('answer 1')
})

test('another body under the key is refused, the same key of another program is another', async () => {
  const [ctx, other] = [await caller(), await caller()]
  const { done, work } = counting()
  await answerOnce(ctx, 'k1', 'body', work)
  await expect(answerOnce(ctx, 'k1', 'other', work)).rejects.toMatchObject({ code: 'unprocessable' })
  await answerOnce(other, 'k1', 'other', work)
  expect(done.times).toBe(2)
})

test('what broke on our side may be asked again, and so may what died with its process', async () => {
  const ctx = await caller()
  await answerOnce(ctx, 'k1', 'body', counting(503).work)
  const { done, work } = counting()
  await answerOnce(ctx, 'k1', 'body', work)
  expect(done.times).toBe(1)
  await pool.query(`update api_answers set status = null, body = null where tenant_id = $1`, [ctx.tenantId])
  await expect(answerOnce(ctx, 'k1', 'body', work)).rejects.toMatchObject({ code: 'conflict' })
  await pool.query(`update api_answers set begun_at = now() - interval '2 minutes' where tenant_id = $1`, [
    ctx.tenantId,
  ])
  await answerOnce(ctx, 'k1', 'body', work)
  expect(done.times).toBe(2)
})
