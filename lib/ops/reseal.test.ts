import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { db, pool } from '@/db/client'
import { connections, orders, simSecrets } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { replaceCredentials } from '@/lib/connections/change'
import { credentialsOf } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import { newId } from '@/lib/core/id'
import { keyNameIn, open, seal } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { checkOut } from '@/lib/orders/checkout'
import { mailsTo } from '@/lib/testing/mail'
import { makeCheckoutInput, makeConnection, makeShop, makeTenant } from '@/lib/testing/make'
import { runProcess } from '@/lib/testing/process'
import { reseal } from './reseal'
import { sealedPlaces } from './sealed'

afterAll(() => pool.end())

const keys = env.SECRET_KEYS.keys
const [old] = keys as [(typeof keys)[number]]
const fresh = { kty: 'oct' as const, kid: 'fresh', k: randomBytes(32).toString('base64url') }
const settle = (now: readonly (typeof old)[]) => keys.splice(0, keys.length, ...now)
const quiet = () => {}

beforeEach(async () => {
  settle([old])
  await pool.query('truncate tenants, connections, sim_secrets, graphile_worker._private_jobs cascade')
})
afterEach(() => settle([old]))

/** The names of the keys that sealed what is in the database. */
async function keysInUse(): Promise<string[]> {
  const counts = await Promise.all(sealedPlaces.map((place) => place.count()))
  return [...new Set(counts.flat().map(({ header }) => keyNameIn(header) ?? 'none'))]
}

async function fill(): Promise<{ connectionId: string; token: string }> {
  const ctx = await makeTenant()
  const shop = await makeShop(ctx)
  const { token } = await checkOut({ tenantId: ctx.tenantId, id: shop.store.id }, makeCheckoutInput(shop), {
    ip: '192.0.2.1',
    agent: 'test',
  })
  await inTenant(ctx, async (tx) => {
    await queueMail(tx, {
      to: 'buyer@example.test',
      template: 'resetPassword',
      props: { url: 'https://shop.test/reset-password/plainly-fake' },
    })
  })
  return { connectionId: shop.connection.id, token }
}

test('everything that the old key sealed opens with the new one alone', async () => {
  const { connectionId, token } = await fill()
  settle([fresh, old])

  expect(await reseal(quiet)).toMatchObject({ left: 0, unreadable: [], unused: [old.kid] })

  settle([fresh])
  expect(await keysInUse()).toEqual(['fresh'])
  const [connection] = await db.select().from(connections).where(eq(connections.id, connectionId))
  expect(await credentialsOf(connection!)).toMatchObject({ secretKey: 'sk_test_shop_fake' })
  const [order] = await db.select().from(orders)
  expect(await open(order!.tokenSealed)).toBe(token)
  const [mail] = await mailsTo('buyer@example.test')
  expect(mail?.props.url).toBe('https://shop.test/reset-password/plainly-fake')
  expect(await reseal(quiet)).toMatchObject({ done: 0, left: 0 })
})

test('an envelope whose key is gone stops it before anything is changed, and the key is named', async () => {
  await fill()
  settle([fresh, { ...old, kid: 'another' }])
  await expect(reseal(quiet)).rejects.toThrow(`no key "${old.kid}"`)
  expect(await keysInUse()).toEqual([old.kid])
})

test('a damaged envelope is told and left as it is, and the others are sealed anew', async () => {
  const ctx = await makeTenant()
  const damaged = `${seal('code').slice(0, -4)}AAAA`
  await inTenant(ctx, (tx) =>
    tx.insert(simSecrets).values([{ id: 'sec_damaged', sealed: damaged }, { sealed: seal('other') }]),
  )
  settle([fresh, old])
  const { done, left, unreadable, unused } = await reseal(quiet)
  expect({ done, left, unused }).toEqual({ done: 1, left: 1, unused: [] })
  expect(unreadable.join()).toContain('sec_damaged')
})

test('credentials that are replaced meanwhile are never set back to the old ones', async () => {
  const ctx = await makeTenant()
  const made = await Promise.all(
    Array.from({ length: 40 }, (_, n) => makeConnection(ctx, { plain: { apiKey: `old-${n}` } })),
  )
  settle([fresh, old])
  const [{ left }] = await Promise.all([
    reseal(quiet),
    ...made.map(({ id }, n) => replaceCredentials(ctx, id, { credentials: { apiKey: `new-${n}` } })),
  ])
  expect(left).toBe(0)
  const rows = await db.select().from(connections)
  const found = new Map(
    await Promise.all(rows.map(async (row) => [row.id, await credentialsOf(row)] as const)),
  )
  expect(made.map(({ id }) => found.get(id)?.apiKey)).toEqual(made.map((_, n) => `new-${n}`))
})

test('a text that changed after it was read is left to its writer', async () => {
  const ctx = await makeTenant()
  const { id } = await makeConnection(ctx, { plain: { apiKey: 'old' } })
  settle([fresh, old])
  const place = sealedPlaces.find(({ name }) => name === 'connections.credentials')!
  const [row] = await place.due(null, 10)
  const written = seal(JSON.stringify({ apiKey: 'new' }))
  await db.update(connections).set({ credentials: written }).where(eq(connections.id, id))
  expect(await place.replace([{ ...row!, renewed: seal('{"apiKey":"old"}') }])).toBe(0)
  const [after] = await db.select().from(connections).where(eq(connections.id, id))
  expect(after!.credentials).toBe(written)
})

test('a row that somebody holds is not waited for, and is told as left', async () => {
  const ctx = await makeTenant()
  const { id } = await makeConnection(ctx)
  settle([fresh, old])
  await inTenant(ctx, async (tx) => {
    await tx.select().from(connections).where(eq(connections.id, id)).for('update')
    expect(await reseal(quiet)).toMatchObject({ done: 0, left: 2, unused: [] })
  })
  expect(await reseal(quiet)).toMatchObject({ done: 2, left: 0, unused: [old.kid] })
})

test('two at once: the second says that one is running', async () => {
  await fill()
  settle([fresh, old])
  const both = await Promise.allSettled([reseal(quiet), reseal(quiet)])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('killed in the middle, it goes on where it was and loses nothing', { timeout: 60_000 }, async () => {
  const ctx = await makeTenant()
  const plain = Array.from({ length: 20_000 }, (_, n) => ({ id: newId('sec'), text: `code ${n}` }))
  for (let from = 0; from < plain.length; from += 5_000)
    await inTenant(ctx, (tx) =>
      tx
        .insert(simSecrets)
        .values(plain.slice(from, from + 5_000).map(({ id, text }) => ({ id, sealed: seal(text) }))),
    )
  settle([fresh, old])
  const places = sealedPlaces.find(({ name }) => name === 'sim_secrets.sealed')!
  const renewed = async () =>
    (await places.count()).find(({ header }) => keyNameIn(header) === 'fresh')?.count ?? 0

  const command = runProcess('scripts/reseal.ts', [], {
    SECRET_KEYS: JSON.stringify({ keys: [fresh, old] }),
  })
  await expect.poll(renewed, { interval: 5, timeout: 20_000 }).toBeGreaterThan(0)
  await command.kill()
  const before = await renewed()
  expect(before).toBeLessThan(plain.length)
  await expect.poll(renewed, { interval: 50, timeout: 30_000 }).toBe(plain.length)
  await command.stop()

  settle([fresh])
  const rows = new Map((await db.select().from(simSecrets)).map(({ id, sealed }) => [id, sealed]))
  const opened = await Promise.all(plain.map(({ id }) => open(rows.get(id)!)))
  expect(opened).toEqual(plain.map(({ text }) => text))
})
