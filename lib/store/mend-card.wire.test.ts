import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audits, automaticRefills } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { removeAtProvider } from '@/lib/payment-methods/jobs'
import { listMethods } from '@/lib/payment-methods/manage'
import { chargeRefill, checkAutoRefill, closeRefill } from '@/lib/refills/jobs'
import { startSandbox } from '@/lib/sandbox/start'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { mailsTo, tokenIn } from '@/lib/testing/mail'
import { makeBuyer, makeTenant, makeWallet } from '@/lib/testing/make'
import { openOwner } from '@/lib/testing/stripe-methods'
import { getWallet } from '@/lib/wallets/list'
import { spend } from '@/lib/wallets/spend'
import { beginMend, finishMend, lookAtMend } from './mend-card'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
})
afterAll(() => sandbox.close())

const jobs = [checkAutoRefill, chargeRefill, closeRefill, removeAtProvider]
const from = { ip: '192.0.2.3', agent: 'A phone' }

/** An end user whose saved card was just declined for a refill of 45.00, and the link in the mail of it. */
async function open({ isChosen = false } = {}) {
  const ctx = await makeTenant()
  const { stripe, connection, save, enter } = await openOwner(ctx, sandbox.url)
  const buyer = await makeBuyer(ctx)
  const wallet = await makeWallet(ctx, { endUserId: buyer.endUserId, filled: 2_000n })
  const bad = await save('pm_card_chargeCustomerFail', buyer.endUserId)
  await inTenant(ctx, (tx) =>
    tx.insert(automaticRefills).values({
      ...{ walletId: wallet.id, isOn: true, threshold: 1_000n, target: 5_000n, minimum: 1_000n },
      ...{ hourlyCount: 9, hourlyAmount: 100_000n, monthlyCount: 20, monthlyAmount: 500_000n },
      ...{ methodId: isChosen ? bad.id : null, armedAt: new Date(Date.now() - 60_000) },
    }),
  )
  const use = (amount: bigint) =>
    inTenant(ctx, (tx) => spend(tx, wallet.id, { cause: `use:${Math.random()}`, amount, text: 'Usage' }))
  const work = () => runJobs(jobs)
  await use(1_500n)
  await work()
  const link = async () => tokenIn((await mailsTo(buyer.user.email)).at(-1))
  const settings = async () => (await inTenant(ctx, (tx) => tx.select().from(automaticRefills)))[0]!
  /** As the owner does it in the browser. */
  const mend = async (token: string, card = 'pm_card_visa') => {
    const begun = await beginMend(token, { connectionId: connection.id, consent: 'on' }, from)
    await enter(begun!.clientSecret!, card)
    return { id: begun!.id, text: await finishMend(token, begun!.id) }
  }
  const balance = async () => (await getWallet(buyer, wallet.id)).settled
  const cards = () => listMethods(buyer, buyer.endUserId)
  return {
    ctx,
    stripe,
    connection,
    buyer,
    wallet,
    bad,
    use,
    work,
    link,
    settings,
    mend,
    balance,
    cards,
    enter,
    save,
  }
}

test('the mail of a declined card leads to a page where another is saved without signing in, and it pays', async () => {
  const { buyer, link, mend, work, balance, cards } = await open()
  const [mail] = (await mailsTo(buyer.user.email)).slice(-1)
  expect(mail).toMatchObject({
    template: 'refillDeclined',
    props: { url: expect.stringMatching(/\/mend\/[\w-]{20,}$/) },
  })
  const token = await link()
  expect(await lookAtMend(token)).toMatchObject({
    ...{ organization: buyer.tenant.name, whose: 'Ada', isUsed: false, mode: 'test' },
    problem: expect.stringContaining('declined'),
    ways: [{ label: 'Card' }],
  })
  const { id, text } = await mend(token)
  expect(text).toBe('Visa •••• 4242 is saved.')
  expect((await cards())[0]).toMatchObject({
    id,
    isDefault: true,
    consent: { ip: '192.0.2.3', agent: 'A phone' },
  })
  await work()
  expect(await balance()).toBe(5_000n)
})

test('the link ends when it is used', async () => {
  const { link, mend, connection } = await open()
  const token = await link()
  await mend(token)
  expect(await lookAtMend(token)).toMatchObject({ isUsed: true, ways: [] })
  const again = beginMend(token, { connectionId: connection.id, consent: 'on' }, from)
  await expect(again).rejects.toMatchObject({ code: 'precondition' })
})

test('two tabs that come back at once use it once, and the card of the first is what is charged', async () => {
  const { ctx, link, connection, enter, settings, cards } = await open({ isChosen: true })
  const token = await link()
  const begin = () => beginMend(token, { connectionId: connection.id, consent: 'on' }, from)
  const [one, two] = [(await begin())!, (await begin())!]
  await enter(one.clientSecret!, 'pm_card_visa')
  await enter(two.clientSecret!, 'pm_card_mastercard')
  await Promise.all([finishMend(token, one.id), finishMend(token, two.id)])
  const { methodId, mendedAt } = await settings()
  expect(mendedAt).not.toBeNull()
  const chosen = (await cards()).filter(({ isDefault }) => isDefault)
  expect(chosen.map(({ id }) => id)).toEqual([methodId])
  expect([one.id, two.id]).toContain(methodId)
  const mended = await inTenant(ctx, (tx) => tx.$count(audits, eq(audits.action, 'automaticRefill.mended')))
  expect(mended).toBe(1)
})

test('a card that was saved before is the one that pays from now on', async () => {
  const { link, mend, work, balance, settings, buyer, cards, save } = await open({ isChosen: true })
  const good = await save('pm_card_visa', buyer.endUserId)
  await mend(await link())
  expect((await settings()).methodId).toBe(good.id)
  expect((await cards()).find(({ isDefault }) => isDefault)?.id).toBe(good.id)
  await work()
  expect(await balance()).toBe(5_000n)
})

test('the mail of the next decline ends the link before it', async () => {
  const { ctx, link, use, work, wallet } = await open()
  const first = await link()
  await inTenant(ctx, (tx) =>
    tx.update(automaticRefills).set({ armedAt: new Date() }).where(eq(automaticRefills.walletId, wallet.id)),
  )
  await use(10n)
  await work()
  const second = await link()
  expect(second).not.toBe(first)
  expect([await lookAtMend(first), (await lookAtMend(second))?.isUsed]).toEqual([null, false])
  expect(await finishMend(first, 'pmt_none')).toBeNull()
})

test('it is over after seven days, and nobody guesses it', async () => {
  const { ctx, link } = await open()
  const token = await link()
  expect(await lookAtMend(`${token}x`)).toBeNull()
  await inTenant(ctx, (tx) => tx.update(automaticRefills).set({ mendUntil: new Date() }))
  expect(await lookAtMend(token)).toBeNull()
  expect(await beginMend(token, { connectionId: 'con_none', consent: 'on' }, from)).toBeNull()
})

test('a card that is declined while it is saved leaves the link as it is', async () => {
  const { link, mend, cards, bad } = await open()
  const token = await link()
  const { text } = await mend(token, 'pm_card_chargeDeclined')
  expect(text).toContain('not saved')
  expect(await lookAtMend(token)).toMatchObject({ isUsed: false })
  expect((await cards()).map(({ id }) => id)).toEqual([bad.id])
})

test('the link of one owner reaches no card of another', async () => {
  const at = await open()
  const other = await open()
  const token = await at.link()
  expect(await finishMend(token, other.bad.id)).toBeNull()
  expect(await lookAtMend(token)).toMatchObject({ isUsed: false })
  const elsewhere = beginMend(token, { connectionId: other.connection.id, consent: 'on' }, from)
  await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' })
})
