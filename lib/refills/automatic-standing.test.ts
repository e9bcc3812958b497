import { describe, expect, test } from 'vitest'
import { type Attempt, type Automatic, standingOf } from './automatic-standing'

const now = new Date('2026-06-01T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

/** Of 20.00 EUR, made before it was last switched on: no failure of it makes it wait. */
const made = (minutes: number, status: 'done' | 'canceled'): Attempt => ({
  ...{ status, amount: 2_000n, createdAt: ago(minutes), problem: null, methodId: null },
})

const settings: Automatic = {
  ...{
    id: 'are_1',
    tenantId: 'ten_1',
    walletId: 'wal_1',
    isOn: true,
    methodId: null,
    sourceWalletId: 'wal_2',
  },
  ...{ threshold: 1_000n, target: 2_000n, minimum: 1_000n },
  ...{ hourlyCount: 2, hourlyAmount: 5_000n, monthlyCount: 20, monthlyAmount: 50_000n },
  ...{ email: null, armedAt: ago(1), mendHash: null, mendUntil: null, mendedAt: null, createdAt: ago(9_000) },
}

const see = (
  attempts: Attempt[],
  { amount = 2_000n, ...limits }: Partial<Automatic> & { amount?: bigint } = {},
) =>
  standingOf(
    {
      ...{ settings: { ...settings, ...limits }, currency: 'EUR', attempts, returned: null, amount },
      source: { kind: 'wallet', problem: null },
    },
    now,
  )

describe('declined tries', () => {
  test('count as tries within the hour, and the note says so', () => {
    expect(see([made(10, 'canceled'), made(20, 'canceled')])).toEqual({
      kind: 'capped',
      text: 'The limit of 2 refills within an hour is reached. A declined one counts too.',
      until: ago(20 - 60),
    })
  })

  test('are neither money within the hour nor refills within 30 days', () => {
    const declined = [made(10, 'canceled'), made(20, 'canceled'), made(30, 'canceled')]
    expect(see(declined, { hourlyCount: 9, hourlyAmount: 2_000n, monthlyCount: 1 })).toEqual({
      kind: 'ready',
    })
  })

  test('do not move the end of a limit of money', () => {
    expect(
      see([made(10, 'done'), made(50, 'canceled')], { hourlyCount: 9, hourlyAmount: 3_000n }),
    ).toMatchObject({ kind: 'capped', until: ago(10 - 60) })
  })
})

test('no limit is spoken of while the wallet has enough', () => {
  expect(see([made(10, 'canceled'), made(20, 'done')], { amount: 0n })).toEqual({ kind: 'ready' })
})
