import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { disputes } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { takeOver } from '@/lib/refunds/care'
import { sold } from '@/lib/refunds/fixtures/sold'
import { memberEmail } from '@/lib/tenancy/names'
import { mailsTo } from '@/lib/testing/mail'
import { makeMember } from '@/lib/testing/make'
import { DisputeQuery, listDisputes } from './list'
import { remindOfDisputes } from './remind'

const dayMs = 86_400_000
const dueBy = new Date(Date.now() + 20 * dayMs)
const before = (days: number) => new Date(dueBy.getTime() - days * dayMs)

async function disputed(with_: Partial<typeof disputes.$inferInsert> = {}) {
  const { ctx, paymentId } = await sold()
  const [row] = await inTenant(ctx, (tx) =>
    tx
      .insert(disputes)
      .values({
        ...{ paymentId, externalId: `du_${paymentId}`, status: 'needs_response', amount: 900n, dueBy },
        ...{ currency: 'EUR', reason: 'fraudulent', isRefundable: false, openedAt: new Date(), ...with_ },
      })
      .returning(),
  )
  const owner = await memberEmail(ctx.tenantId, ctx.actor.id)
  const days = async (address = owner!) =>
    (await mailsTo(address))
      .filter(({ template }) => template === 'disputeDue')
      .map(({ props }) => Number(props.days))
  return { ctx, id: row!.id, paymentId, days }
}

test('staff are reminded seven, three and one day before, once each, and not after the end', async () => {
  const { days } = await disputed()
  for (const left of [8, 6.9, 6.5, 5, 3, 2, 2, 0.9, 0.5, -1]) await remindOfDisputes(before(left))
  expect(await days()).toEqual([7, 3, 1])
})

test('one that has an owner reminds its owner alone', async () => {
  const { ctx, id, days } = await disputed()
  const support = await makeMember(ctx.tenantId, 'support')
  await takeOver(support, { id })
  await remindOfDisputes(before(2))
  expect(await days()).toEqual([])
  expect(await days((await memberEmail(ctx.tenantId, support.actor.id))!)).toEqual([3])
})

test('what is answered, or being handed in, reminds nobody', async () => {
  const answered = await disputed({ status: 'under_review' })
  const handed = await disputed({ answering: 'evidence' })
  await remindOfDisputes(before(1))
  expect([await answered.days(), await handed.days()]).toEqual([[], []])
})

test('what is due first stands first, and each page begins where the last ended', async () => {
  const { ctx, paymentId, id } = await disputed()
  const more = [-1, 1, null].map((days, n) => ({
    ...{ paymentId, externalId: `du_more_${n}`, status: 'needs_response', amount: 900n, currency: 'EUR' },
    ...{ reason: 'fraudulent', isRefundable: false, openedAt: new Date() },
    dueBy: days === null ? null : new Date(dueBy.getTime() + days * dayMs),
  }))
  await inTenant(ctx, (tx) => tx.insert(disputes).values(more))
  const seen: (Date | null)[] = []
  for (let after: string | undefined; ; ) {
    const { rows, next } = await listDisputes(ctx, DisputeQuery.parse({ size: 1, after }))
    seen.push(...rows.map((row) => row.dueBy))
    if (!next) break
    after = next
  }
  expect(seen).toEqual([more[0]!.dueBy, dueBy, more[1]!.dueBy, null])
  await inTenant(ctx, (tx) => tx.update(disputes).set({ status: 'won' }).where(eq(disputes.id, id)))
  expect((await listDisputes(ctx, DisputeQuery.parse({}))).rows).toHaveLength(3)
})
