import { isNull } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { countWaiting } from '@/lib/testing/waiting'
import { handle } from './handle'
import { keepArrival } from './keep'

const open = async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx, {
    kind: 'psp',
    provider: 'stripe',
    mode: 'test',
    endpoint: 'http://127.0.0.1:9',
    plain: { secretKey: 'sk_test_handle_fake', publishableKey: 'pk_test_handle_fake' },
  })
  return { ctx, connectionId }
}

const noticeOf = (connectionId: string, serial: number) => ({
  connectionId,
  externalId: `evt_fake_${serial}`,
  type: 'unheard.of',
  subjectId: 'pi_fake',
  body: '',
  occurredAt: new Date(),
})

const countOpen = (ctx: Context) => inTenant(ctx, (tx) => tx.$count(notices, isNull(notices.handledAt)))

test('of very many webhooks about one payment none is left behind', async () => {
  const { ctx, connectionId } = await open()
  const all = Array.from({ length: 1_200 }, (_, serial) => noticeOf(connectionId, serial))
  const [first] = await inTenant(ctx, (tx) => tx.insert(notices).values(all).returning({ id: notices.id }))
  await handle(ctx.tenantId, first!.id)
  expect(await countOpen(ctx)).toBe(0)
})

test('two processes that keep the same events in different order wait for each other, and both end', async () => {
  const { ctx, connectionId } = await open()
  const keep = (serial: number) =>
    keepArrival(ctx.tenantId, { ...noticeOf(connectionId, serial), requestId: null, occurredAt: new Date() })
  const { kept } = await inTenant(ctx, async (tx) => {
    const insert = (serial: number) =>
      tx.insert(notices).values({ ...noticeOf(connectionId, serial), id: newId('ntc') })
    await insert(1)
    const kept = Promise.all([keep(2), keep(1)])
    await expect.poll(countWaiting).toBe(1)
    await insert(2)
    return { kept }
  })
  await kept
  expect(await countOpen(ctx)).toBe(2)
})
