import { expect, test } from 'vitest'
import { pool } from '@/db/client'
import { notices } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { seal } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { makeConnection, makeMember, makeTenant } from '@/lib/testing/make'
import { getNotice, listNotices, NoticeQuery } from './list'
import { workAgain } from './work-again'

type Values = Partial<typeof notices.$inferInsert>
let serial = 0

async function makeNotice(ctx: Context, with_: Values = {}, body = '{}') {
  const connectionId = with_.connectionId ?? (await makeConnection(ctx)).id
  const [row] = await inTenant(ctx.tenantId, async (tx) =>
    tx
      .insert(notices)
      .values({
        externalId: `evt_${++serial}`,
        type: 'charge.updated',
        occurredAt: new Date(),
        ...with_,
        connectionId,
        body: seal(body),
      })
      .returning(),
  )
  return row!
}

const failed = { problem: 'stripe gave no usable answer' }
const done = { outcome: 'applied' as const, handledAt: new Date() }

test('lists what came, newest first, page by page, and by what came of it', async () => {
  const shop = await makeTenant()
  const made = [await makeNotice(shop, done), await makeNotice(shop, failed), await makeNotice(shop)]
  const list = async (query: object) => (await listNotices(shop, NoticeQuery.parse(query))).rows
  expect((await list({})).map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse())
  expect((await list({})).map(({ state }) => state)).toEqual(['waiting', 'failed', 'applied'])
  for (const [index, state] of ['applied', 'failed', 'waiting'].entries())
    expect((await list({ state })).map(({ id }) => id)).toEqual([made[index]!.id])
  const first = await listNotices(shop, NoticeQuery.parse({ size: 2 }))
  const second = await listNotices(shop, NoticeQuery.parse({ size: 2, after: first.next! }))
  expect([...first.rows, ...second.rows]).toHaveLength(3)
  expect(second.next).toBeNull()
})

test('finds a webhook by what it is about, by its id at the sender and by its type', async () => {
  const shop = await makeTenant()
  const wanted = await makeNotice(shop, { subjectId: 'pi_fake_wanted', type: 'payment_intent.succeeded' })
  await makeNotice(shop)
  for (const q of ['pi_fake_wanted', wanted.externalId, 'payment_intent'])
    expect((await listNotices(shop, NoticeQuery.parse({ q }))).rows.map(({ id }) => id)).toEqual([wanted.id])
})

test('shows the body without what opens or installs something', async () => {
  const shop = await makeTenant()
  const body = {
    client_secret: 'pi_1_secret_abcdef',
    iccid: '8900000000000000001',
    note: 'key sk_test_fake123456',
    codes: [{ matchingId: 'ABC-1', lpa: 'LPA:1$smdp.example$ABC-1' }],
  }
  const { id } = await makeNotice(shop, {}, JSON.stringify(body))
  const shown = (await getNotice(shop, id)).body!
  expect(shown).toContain('8900000000000000001')
  for (const hidden of ['abcdef', 'sk_test_fake123456', 'ABC-1']) expect(shown).not.toContain(hidden)
})

test('a failed webhook is worked again once, however often the button is pressed', async () => {
  const shop = await makeTenant()
  const { id } = await makeNotice(shop, failed)
  await Promise.all([workAgain(shop, id), workAgain(shop, id)])
  const { rows } = await pool.query(
    'select 1 from graphile_worker._private_jobs where payload::text like $1',
    [`%${id}%`],
  )
  expect(rows).toHaveLength(1)
})

test('what has been worked on is not worked again', async () => {
  const shop = await makeTenant()
  const { id } = await makeNotice(shop, done)
  await expect(workAgain(shop, id)).rejects.toMatchObject({ code: 'precondition' })
})

test("another organization's webhooks do not exist, and company staff see none", async () => {
  const [shop, stranger] = [await makeTenant(), await makeTenant()]
  const { id } = await makeNotice(shop, failed)
  expect((await listNotices(stranger, NoticeQuery.parse({}))).rows).toEqual([])
  await expect(getNotice(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(workAgain(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await makeMember(shop.tenantId, 'viewer')
  await expect(workAgain(viewer, id)).rejects.toMatchObject({ code: 'forbidden' })
  const staff = await makeMember(shop.tenantId, 'company', 'com_fake')
  await expect(listNotices(staff, NoticeQuery.parse({}))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(getNotice(staff, id)).rejects.toMatchObject({ code: 'forbidden' })
})
