import { expect, test } from 'vitest'
import { money } from '@/lib/core/money'
import { credentialsOf } from '@/lib/payments/providers/cardknox/fixtures/wire'
import { makeConnection, makeTenant } from '@/lib/testing/make'
import { payWaysOf } from './pay-ways'

const at = { kind: 'psp', mode: 'test' } as const
const keys = { secretKey: 'sk_test_ways_fake', publishableKey: 'pk_test_ways_fake', webhookSecret: '' }
const stripe = { ...at, provider: 'stripe', plain: keys }
const cardknox = {
  ...at,
  provider: 'cardknox',
  plain: { ...credentialsOf('ways') },
  facts: { methods: ['Card'] },
}

async function labelsFor(...connections: Parameters<typeof makeConnection>[1][]) {
  const ctx = await makeTenant()
  for (const connection of connections) await makeConnection(ctx, connection)
  return (await payWaysOf(ctx, money(900n, 'USD'))).map(({ label }) => label)
}

test('two ways to pay of one name say where they lead, and a name that is the only one stays short', async () => {
  expect(await labelsFor(stripe)).toEqual(['Card'])
  expect(await labelsFor(stripe, cardknox)).toEqual(['Card (Stripe)', 'Card (Cardknox)'])
  expect(await labelsFor(stripe, stripe, cardknox)).toEqual([
    'Card (Stripe 1)',
    'Card (Stripe 2)',
    'Card (Cardknox)',
  ])
})

test('two transfers of one title are told apart by their number', async () => {
  const plain = { title: 'Bank transfer', instructions: 'IBAN GR16 0110 1250 0000', days: '5', mode: 'test' }
  const bank = { ...at, provider: 'manual', plain }
  expect(await labelsFor(bank, { ...bank, plain: { ...plain, title: 'Invoice' } })).toEqual([
    'Bank transfer',
    'Invoice',
  ])
  expect(await labelsFor(bank, bank)).toEqual(['Bank transfer (1)', 'Bank transfer (2)'])
})
