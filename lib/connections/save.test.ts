import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { addresses } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { makeConnection, makeMember, makePlan, makeTenant } from '@/lib/testing/make'
import { changeConnection, replaceCredentials, replaceWebhook, setConnectionUse } from './change'
import { deleteConnection } from './delete'
import { credentialsOf, findAccountOwner, findByWebhookKey, getConnection, webhookSecretsOf } from './find'
import { listConnectionNames } from './list'
import { saveConnection } from './save'

const values = {
  kind: 'telecom' as const,
  provider: 'stock',
  name: 'Orange',
  mode: 'live' as const,
  endpoint: '',
  credentials: { apiKey: 'fake-key-of-orange' },
  webhookSecrets: ['fake-secret-of-orange'],
}
const nothing = async () => {}
const missing = { code: 'not_found' }
const denied = { code: 'forbidden' }

test('what is secret is kept sealed and opens again, and the webhook address leads to it', async () => {
  const ctx = await makeTenant()
  const { id, webhookKey } = await saveConnection(ctx, values)
  const kept = await findByWebhookKey(webhookKey)
  expect(kept).toMatchObject({ id, tenantId: ctx.tenantId, name: 'Orange' })
  expect(JSON.stringify(kept)).not.toContain('of-orange')
  expect(await credentialsOf(kept!)).toEqual(values.credentials)
  expect(await webhookSecretsOf(kept!)).toEqual(values.webhookSecrets)
})

test('of many made at once under one name one is kept, and no address is left over', async () => {
  const ctx = await makeTenant()
  const names = ['Orange', 'orange', 'ORANGE', 'oRANGE', 'OrAnGe', 'orangE', 'oranGE', 'orAnge']
  // So that none has to wait for a connection to the database and comes late.
  await Promise.all(names.map(() => listConnectionNames(ctx, 'telecom')))
  const tries = await Promise.allSettled(names.map((name) => saveConnection(ctx, { ...values, name })))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await listConnectionNames(ctx, 'telecom')).toHaveLength(1)
  expect(await db.$count(addresses, eq(addresses.tenantId, ctx.tenantId))).toBe(1)
  expect(await saveConnection(ctx, { ...values, kind: 'psp' })).toMatchObject({ id: expect.any(String) })
})

test('new credentials mend a broken connection, but do not enable a disabled one', async () => {
  const ctx = await makeTenant()
  const broken = { status: 'broken' as const, health: { problem: 'The key was revoked.' }, facts: { a: 1 } }
  const { id } = await makeConnection(ctx, broken)
  const mend = () => replaceCredentials(ctx, id, { credentials: { apiKey: 'fake-new' }, facts: { b: 2 } })
  const now = () => inTenant(ctx, (tx) => getConnection(tx, id))
  await mend()
  const mended = await now()
  expect(mended).toMatchObject({ status: 'connected', facts: { a: 1, b: 2 } })
  expect(mended.health.problem).toBeUndefined()
  expect(await credentialsOf(mended)).toEqual({ apiKey: 'fake-new' })
  await setConnectionUse(ctx, id, false)
  await mend()
  expect(await now()).toMatchObject({ status: 'disabled' })
  await setConnectionUse(ctx, id, true)
  expect(await now()).toMatchObject({ status: 'connected' })
})

test('what others still name cannot be deleted, and its address goes on leading to it', async () => {
  const ctx = await makeTenant()
  const connection = await makeConnection(ctx)
  await makePlan(ctx, { connectionId: connection.id })
  await expect(deleteConnection(ctx, connection.id, nothing)).rejects.toMatchObject({
    code: 'precondition',
    message: expect.stringContaining('Disable it instead'),
  })
  expect(await findByWebhookKey(connection.webhookKey)).toMatchObject({ id: connection.id })
})

test('an account that may be connected once is refused to whoever comes second, and is free once it is deleted', async () => {
  const [ctx, other] = [await makeTenant(), await makeTenant()]
  const account = `stock:live:${ctx.tenantId}`
  const { id } = await saveConnection(ctx, { ...values, account })
  const again = () => saveConnection(other, { ...values, account })
  await expect(again()).rejects.toMatchObject({ code: 'precondition' })
  expect(await listConnectionNames(other, 'telecom')).toEqual([])
  expect(await findAccountOwner(account)).toEqual({ tenantId: ctx.tenantId, entityId: id })
  await deleteConnection(ctx, id, nothing)
  expect(await again()).toMatchObject({ id: expect.any(String) })
})

test("another tenant's connection does not exist, and who may only look changes none", async () => {
  const [ctx, stranger] = [await makeTenant(), await makeTenant()]
  const { id, webhookKey } = await makeConnection(ctx)
  const viewer = await makeMember(ctx.tenantId, 'viewer')
  const verbs = [
    (who: typeof ctx) => replaceCredentials(who, id, { credentials: {} }),
    (who: typeof ctx) => replaceWebhook(who, id, { secrets: () => [] }),
    (who: typeof ctx) => setConnectionUse(who, id, false),
    (who: typeof ctx) => changeConnection(who, id, { name: 'Mine' }),
    (who: typeof ctx) => deleteConnection(who, id, nothing),
  ]
  for (const verb of verbs) {
    await expect(verb(stranger)).rejects.toMatchObject(missing)
    await expect(verb(viewer)).rejects.toMatchObject(denied)
  }
  await expect(saveConnection(viewer, values)).rejects.toMatchObject(denied)
  expect(await listConnectionNames(stranger, 'telecom')).toEqual([])
  expect(await findByWebhookKey(webhookKey)).toMatchObject({ id, status: 'connected' })
})
