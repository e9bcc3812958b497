import { expect, test } from 'vitest'
import { keepArrival } from '@/lib/inbox/keep'
import type { Context } from '@/lib/tenancy/context'
import {
  makeCompany,
  makeConnection,
  makeMember,
  makePlan,
  makeSim,
  makeStore,
  makeTenant,
} from '@/lib/testing/make'
import { getOnboarding } from './steps'

const labels = async (ctx: Context) =>
  Object.fromEntries((await getOnboarding(ctx)).steps.map(({ id, label }) => [id, label]))

const checked = { health: { checkedAt: new Date().toISOString() } }

test('names the five steps that must be done in their order, then the optional ones', async () => {
  const { steps, neededCount } = await getOnboarding(await makeTenant())
  expect(steps.map(({ title }) => title).slice(0, neededCount)).toEqual([
    'Integrate your telecoms',
    'Create company',
    'Upload your SIMs',
    'Create plans',
    'Assign the plan to SIMs',
  ])
  expect(steps.slice(neededCount).every(({ isOptional }) => isOptional)).toBe(true)
})

test('of an empty organization says what to do, and what waits for what', async () => {
  expect(await labels(await makeTenant())).toMatchObject({
    telecoms: 'To do',
    company: 'To do',
    sims: 'Waits for “Integrate your telecoms”',
    assign: 'Waits for “Upload your SIMs”',
    psp: 'To do',
  })
})

test('a telecom counts once its credentials were accepted', async () => {
  const ctx = await makeTenant()
  await makeConnection(ctx, { status: 'broken', ...checked })
  expect((await labels(ctx)).telecoms).toBe('Waits for credentials that work')
  await makeConnection(ctx, checked)
  expect(await labels(ctx)).toMatchObject({ telecoms: 'Done', sims: 'To do', plans: 'To do' })
})

test('a PSP counts once a webhook of it has really come', async () => {
  const ctx = await makeTenant()
  const psp = await makeConnection(ctx, { kind: 'psp', provider: 'stripe', ...checked })
  const telecom = await makeConnection(ctx, checked)
  const receive = ({ id }: { id: string }, isListed = false) =>
    keepArrival(ctx.tenantId, {
      ...{ connectionId: id, externalId: `evt_fake_${isListed}`, type: 'charge.updated', subjectId: null },
      ...{ body: '', occurredAt: new Date(), requestId: null, isListed },
    })
  await receive(telecom)
  await receive(psp, true)
  expect((await labels(ctx)).psp).toBe('Waits for the first webhook')
  await receive(psp)
  expect((await labels(ctx)).psp).toBe('Done')
})

test('a bank transfer, which sends no webhook, counts at once', async () => {
  const ctx = await makeTenant()
  await makeConnection(ctx, { kind: 'psp', provider: 'manual', status: 'disabled', ...checked })
  expect((await labels(ctx)).psp).toBe('Waits for keys that work')
  await makeConnection(ctx, { kind: 'psp', provider: 'manual', ...checked })
  expect((await labels(ctx)).psp).toBe('Done')
})

test('ends when SIMs have a plan', async () => {
  const ctx = await makeTenant()
  const { id: connectionId } = await makeConnection(ctx, checked)
  await makeCompany(ctx)
  const plan = await makePlan(ctx, { connectionId })
  await makeSim(ctx, { connectionId })
  expect(await getOnboarding(ctx)).toMatchObject({ doneCount: 4, neededCount: 5 })
  await makeSim(ctx, { connectionId, planId: plan.id })
  await makeStore(ctx)
  expect(await getOnboarding(ctx)).toMatchObject({ doneCount: 5, neededCount: 5 })
})

test("sees nothing of another organization's work, and is not for company staff", async () => {
  const [ctx, stranger] = [await makeTenant(), await makeTenant()]
  await makeCompany(ctx)
  await makeSim(ctx, { connectionId: (await makeConnection(ctx, checked)).id })
  expect(await getOnboarding(stranger)).toMatchObject({ doneCount: 0 })
  const staff = await makeMember(ctx.tenantId, 'company', 'com_fake')
  await expect(getOnboarding(staff)).rejects.toMatchObject({ code: 'forbidden' })
})
