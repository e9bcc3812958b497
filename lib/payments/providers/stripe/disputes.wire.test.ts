import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DisputeMovement } from '../../states'
import { credentials, euros, openWorld, type World } from './fixtures/wire'
import { stripe } from './index'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const read = async (id: string) => (await world.gateway.fetchPayment(id, { everything: true })).disputes
const clock = (seconds: number) => world.control('clock', { advance_s: seconds })
const kinds = (movements: DisputeMovement[] = []) => movements.map(({ kind, amount }) => [kind, amount])

const submit = (externalId: string, text: string, isFinal = true) =>
  world.gateway.submitEvidence({
    key: `${externalId}:evidence:${text}`,
    externalId,
    evidence: { uncategorized_text: text, product_description: 'An eSIM' },
    isFinal,
  })

test('a dispute tells what it took, with the fee apart', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [dispute] = await read(id)
  expect(dispute).toMatchObject({ status: 'needs_response', isRefundable: false, submissions: 0 })
  expect(dispute!.movements).toMatchObject([
    { kind: 'withdrawn', amount: euros('19.99'), fee: euros('15.00') },
  ])
})

test('an inquiry has moved no money, and leaves the payment refundable', async () => {
  const id = await world.paid('pm_card_createDisputeInquiry')
  expect(await read(id)).toMatchObject([
    { status: 'warning_needs_response', isRefundable: true, movements: [] },
  ])
})

test('several disputes of one payment are told apart', async () => {
  const disputes = await read(await world.paid('pm_card_createMultipleDisputes'))
  expect(disputes.length).toBeGreaterThan(1)
  expect(new Set(disputes.map(({ externalId }) => externalId)).size).toBe(disputes.length)
})

test('a draft of the evidence is kept and counts as nothing handed in', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  expect(await submit(externalId, 'not yet', false)).toMatchObject({
    status: 'needs_response',
    submissions: 0,
  })
  const kept = await world.buyer.disputes.retrieve(externalId)
  expect(kept.evidence).toMatchObject({ uncategorized_text: 'not yet', product_description: 'An eSIM' })
})

test('evidence that wins gives the money and the fee back', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  expect(await submit(externalId, 'winning_evidence')).toMatchObject({
    status: 'under_review',
    submissions: 1,
  })
  await clock(5)
  const [closed] = await read(id)
  expect(closed!.status).toBe('won')
  expect(kinds(closed!.movements)).toEqual([
    ['withdrawn', euros('19.99')],
    ['reinstated', euros('19.99')],
  ])
  expect(closed!.movements![1]!.fee).toEqual(euros('-15.00'))
})

test('evidence that loses leaves the money gone', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  await submit(externalId, 'losing_evidence')
  await clock(5)
  const [closed] = await read(id)
  expect([closed!.status, kinds(closed!.movements).length]).toEqual(['lost', 1])
})

test('a dispute that is given up is lost, and giving it up again changes nothing', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  const accept = () => world.gateway.acceptDispute({ key: `${externalId}:accept`, externalId })
  expect(await accept()).toMatchObject({ status: 'lost' })
  expect(await accept()).toMatchObject({ status: 'lost' })
})

test('evidence for a dispute that is closed is refused in words', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  await world.gateway.acceptDispute({ key: `${externalId}:accept`, externalId })
  await expect(submit(externalId, 'too late')).rejects.toMatchObject({
    code: 'unprocessable',
    message: expect.stringContaining('closed'),
  })
})

test('a key without the right to disputes is told which right it lacks', async () => {
  const id = await world.paid('pm_card_createDispute')
  const [{ externalId } = { externalId: '' }] = await read(id)
  const weak = stripe.connect(credentials({ secretKey: 'rk_test_demo_nodisputes' }), world.endpoint)
  const trial = weak.submitEvidence!({ key: 'weak', externalId, evidence: {}, isFinal: false })
  await expect(trial).rejects.toMatchObject({ code: 'forbidden' })
})
