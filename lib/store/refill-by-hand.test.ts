import { eq } from 'drizzle-orm'
import { afterEach, expect, test, vi } from 'vitest'
import { payments, refills } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import { closeRefill } from '@/lib/refills/jobs'
import { openRefill } from '@/lib/refills/open'
import { receiveManually } from '@/lib/settlement/receive'
import { runJobs } from '@/lib/testing/jobs'
import { makeConnection, makeTenant, makeWallet } from '@/lib/testing/make'
import { balanceOf, getWalletRow } from '@/lib/wallets/balance'
import { lookAtRefill, payRefill } from './pay-refill'

const dayMs = 86_400_000
const plain = { title: 'Bank transfer', instructions: 'IBAN GR16 0110 1250 0000', days: '10', mode: 'test' }
const bank = { kind: 'psp', provider: 'manual', mode: 'test', endpoint: '', plain } as const

afterEach(() => void vi.useRealTimers())

/** A wallet whose refill waits for a transfer, and what becomes of it with time. */
async function begin() {
  const ctx = await makeTenant()
  const wallet = await makeWallet(ctx)
  const { id: connectionId } = await makeConnection(ctx, { ...bank, webhookKey: newToken() })
  const { id, token } = await openRefill(ctx, { walletId: wallet.id, amount: 5_000n, origin: 'staff' })
  await payRefill(token, { connectionId })
  const payment = async () => (await inTenant(ctx, (tx) => tx.select().from(payments)))[0]!
  const paymentId = (await payment()).id
  return {
    ...{ token, connectionId, payment },
    refill: async () =>
      (await inTenant(ctx, (tx) => tx.select().from(refills).where(eq(refills.id, id))))[0]!,
    after: async (days: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * dayMs })
      await runJobs([closeRefill], { dueNow: true })
    },
    note: (amount: string) =>
      receiveManually(ctx, { paymentId, amount, reference: `TX ${amount}`, receivedOn: '2026-11-28' }),
    settled: () =>
      inTenant(ctx, async (tx) => (await balanceOf(tx, await getWalletRow(tx, wallet.id))).settled),
  }
}

test('a refill by transfer looks for its money, ends after its days, and not before', async () => {
  const refill = await begin()
  expect(await lookAtRefill(refill.token)).toMatchObject({ isWaiting: true, canBePaid: true })
  await refill.after(9)
  expect((await refill.refill()).status).toBe('open')
  await refill.after(2)
  expect([(await refill.refill()).status, (await refill.payment()).status]).toEqual(['expired', 'expired'])
  expect(await lookAtRefill(refill.token)).toMatchObject({
    stage: 'over',
    instructions: null,
    isWaiting: false,
  })
})

test('a transfer that comes after the end is in the wallet all the same', async () => {
  const refill = await begin()
  await refill.after(11)
  await refill.note('50.00')
  expect([(await refill.refill()).status, await refill.settled()]).toEqual(['done', 5_000n])
})
