import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audits, orders, simRefillRules, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { listMethods } from '@/lib/payment-methods/manage'
import { chargeSimRefill, checkSimRefill } from '@/lib/sim-refills/jobs'
import { SimRefillInput, setSimRefill } from '@/lib/sim-refills/settings'
import { viewSimRefill } from '@/lib/sim-refills/view'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { makeBuyer } from '@/lib/testing/make'
import { openRefillWorld, type RefillWorld, refillJobs } from '@/lib/testing/refill-shop'
import { makeOwner } from '@/lib/testing/stripe-methods'
import { refreshById } from '@/lib/usage/refresh'
import { beginMend, finishMend, lookAtMend } from './mend-card'

const jobs = [...refillJobs, checkSimRefill, chargeSimRefill]
const from = { ip: '192.0.2.3', agent: 'A phone' }

let world: RefillWorld
beforeAll(async () => {
  world = await openRefillWorld()
})
afterAll(() => world.close())

/** An end user whose saved card was just declined for 1 GB of a SIM, and the link in the mail of it. */
async function open() {
  const shop = await world.openShop()
  const { ctx, plan, stripe } = shop
  const { connection } = shop.shop
  const buyer = await makeBuyer(ctx)
  const sim = await shop.simOf()
  const give = (endUserId: string) =>
    inTenant(ctx.tenantId, (tx) => tx.update(sims).set({ endUserId }).where(eq(sims.id, sim.id)))
  await give(buyer.endUserId)
  const owner = await makeOwner(ctx, { stripe, connection })
  const save = (card: string) => owner.save(card, buyer.endUserId)
  const bad = await save('pm_card_chargeCustomerFail')
  const set = (source: string, who = buyer) =>
    setSimRefill(
      who,
      SimRefillInput.parse({
        ...{ simId: sim.id, versionId: plan.versionId, threshold: '500 MB', size: '1000000000' },
        ...{ source, dailyCount: '5', monthlyCount: '10' },
      }),
    )
  const work = () => runJobs(jobs)
  await shop.use(600_000_000n)
  await refreshById(ctx.tenantId, sim.id)
  await set(bad.id)
  await work()
  const link = async () => tokenIn((await mailsTo(buyer.user.email)).at(-1))
  /** As the owner does it in the browser. */
  const mend = async (token: string, card = 'pm_card_visa') => {
    const begun = await beginMend(token, { connectionId: connection.id, consent: 'on' }, from)
    await owner.enter(begun!.clientSecret!, card)
    return { id: begun!.id, text: await finishMend(token, begun!.id) }
  }
  const rule = async () => (await inTenant(ctx.tenantId, (tx) => tx.select().from(simRefillRules)))[0]!
  const refills = () =>
    inTenant(ctx.tenantId, (tx) =>
      tx.select().from(orders).where(eq(orders.kind, 'refill')).orderBy(orders.id),
    )
  const standing = async () => (await viewSimRefill(buyer, sim.id)).standing
  return {
    ...{ ...shop, connection, buyer, owner, sim, bad, give, save, set, work, link, mend, rule, refills },
    standing,
  }
}

test('the mail of a declined card of a SIM leads to where another is saved, and that one pays', async () => {
  const { ctx, buyer, sim, link, mend, work, refills, until, rule } = await open()
  const [mail] = (await mailsTo(buyer.user.email)).slice(-1)
  expect(mail).toMatchObject({
    template: 'simRefillStopped',
    props: { isOfCard: true, url: expect.stringMatching(/\/mend\/[\w-]{20,}$/) },
  })
  const token = await link()
  expect(await lookAtMend(token)).toMatchObject({
    ...{ organization: buyer.tenant.name, iccid: sim.iccid, isUsed: false, mode: 'test' },
    ...{ problem: expect.stringContaining('declined'), ways: [{ label: 'Card' }] },
  })
  const { id, text } = await mend(token)
  expect(text).toBe('Visa •••• 4242 is saved.')
  expect(await rule()).toMatchObject({ methodId: id, told: null })
  expect((await listMethods(buyer, buyer.endUserId))[0]).toMatchObject({ id, consent: from })
  await work()
  const [declined, paid] = await refills()
  await until(paid!.id, 'fulfilled')
  expect(declined!.status).toBe('canceled')
  const told = await inTenant(ctx.tenantId, (tx) => tx.$count(audits, eq(audits.action, 'simRefill.mended')))
  expect(told).toBe(1)
})

test('the link is used once, also by two tabs that come back at once', async () => {
  const { ctx, link, mend, connection, owner, rule } = await open()
  const token = await link()
  const begin = () => beginMend(token, { connectionId: connection.id, consent: 'on' }, from)
  const [one, two] = [(await begin())!, (await begin())!]
  await owner.enter(one.clientSecret!, 'pm_card_visa')
  await owner.enter(two.clientSecret!, 'pm_card_mastercard')
  await Promise.all([finishMend(token, one.id), finishMend(token, two.id)])
  expect([one.id, two.id]).toContain((await rule()).methodId)
  const told = await inTenant(ctx.tenantId, (tx) => tx.$count(audits, eq(audits.action, 'simRefill.mended')))
  expect(told).toBe(1)
  expect(await lookAtMend(token)).toMatchObject({ isUsed: true, ways: [] })
  await expect(mend(token)).rejects.toMatchObject({ code: 'precondition' })
})

test('a card that was saved before is what is charged from now on', async () => {
  const { link, mend, save, rule, work, refills, until } = await open()
  const good = await save('pm_card_visa')
  await mend(await link(), 'pm_card_visa')
  expect((await rule()).methodId).toBe(good.id)
  await work()
  await until((await refills()).at(-1)!.id, 'fulfilled')
})

test('the next mail ends the link before it, and so does saving the rule anew', async () => {
  const { link, mend, work, set, bad } = await open()
  const first = await link()
  await mend(first, 'pm_card_chargeCustomerFail')
  await work()
  const second = await link()
  expect(second).not.toBe(first)
  expect([await lookAtMend(first), (await lookAtMend(second))?.isUsed]).toEqual([null, false])
  expect(await finishMend(first, 'pmt_none')).toBeNull()
  await set(bad.id)
  expect(await lookAtMend(second)).toBeNull()
})

test('it is over after seven days, and nobody guesses it', async () => {
  const { ctx, link, rule } = await open()
  const token = await link()
  const days = ((await rule()).mendUntil!.getTime() - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(7)
  expect(await lookAtMend(`${token}x`)).toBeNull()
  await inTenant(ctx.tenantId, (tx) => tx.update(simRefillRules).set({ mendUntil: new Date() }))
  expect(await lookAtMend(token)).toBeNull()
  expect(await beginMend(token, { connectionId: 'con_none', consent: 'on' }, from)).toBeNull()
})

test('the link of one owner reaches no card of another, and ends when the SIM is another’s', async () => {
  const at = await open()
  const other = await open()
  const token = await at.link()
  expect(await finishMend(token, other.bad.id)).toBeNull()
  expect(await lookAtMend(token)).toMatchObject({ isUsed: false })
  const elsewhere = beginMend(token, { connectionId: other.connection.id, consent: 'on' }, from)
  await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' })
  const next = await makeBuyer(at.ctx)
  await at.give(next.endUserId)
  expect(await lookAtMend(token)).toBeNull()
  const card = await at.owner.save('pm_card_visa', next.endUserId)
  await at.set(card.id, next)
  expect(await lookAtMend(token)).toBeNull()
})

test('what another card does not mend leads to the account', async () => {
  const { ctx, buyer, sim, mend, link, work, refills, until, use, standing } = await open()
  await mend(await link())
  await work()
  await until((await refills()).at(-1)!.id, 'fulfilled')
  await inTenant(ctx.tenantId, (tx) => tx.update(simRefillRules).set({ amount: 1n }))
  await use(1_000_000_000n)
  await refreshById(ctx.tenantId, sim.id)
  await work()
  expect(await standing()).toMatchObject({
    kind: 'blocked',
    text: expect.stringContaining('Save the automatic'),
  })
  const stopped = (await mailsTo(buyer.user.email)).filter(({ template }) => template === 'simRefillStopped')
  expect(stopped.at(-1)).toMatchObject({
    props: { isOfCard: false, url: expect.stringContaining(`/account/esims/${sim.id}`) },
  })
})
