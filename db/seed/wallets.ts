import type { Stripe } from 'stripe'
import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import { paymentFor } from '@/lib/refills/attempt'
import { openRefill } from '@/lib/refills/open'
import { startRefillAtProvider } from '@/lib/refills/start-payment'
import { settle } from '@/lib/settlement/settle'
import type { Context } from '@/lib/tenancy/context'
import { correctWallet } from '@/lib/wallets/correct'
import { grantCredit } from '@/lib/wallets/grant'
import { changeWallet, openWallet } from '@/lib/wallets/open'
import { stripeOf } from './orders'
import type { Organization } from './people'
import type { Telecoms } from './telecoms'

/** Wallets of the companies and of some end users, with movements that were really made in the sandbox. */
export async function seedWallets(
  { ctx, slug, companyIds, endUserIds }: Organization,
  { stripeId }: Telecoms,
): Promise<void> {
  const stripe = stripeOf(slug)
  const fill = (walletId: string, amount: bigint, comment = '') =>
    pay(ctx, stripe, stripeId, { walletId, amount, comment })
  const [fleet, shop] = [await walletOf(ctx, companyIds[0]!), await walletOf(ctx, companyIds[1]!)]
  await fill(fleet, 25_000n, 'Deposit for the year')
  await fill(fleet, 10_000n)
  await grantCredit(ctx, { ...credit(fleet, '20'), expiresOn: inDays(30) }, 'Europe/Athens')
  await correctWallet(ctx, {
    ...{ walletId: fleet, key: newToken(), direction: 'out', amount: '12.50', reason: 'Replaced SIM cards' },
  })
  await changeWallet(ctx, { id: fleet, minimum: '50', isEnabled: true })
  await changeWallet(ctx, { id: shop, minimum: '-100', isEnabled: true })
  await fill(shop, 5_000n)
  await openRefill(ctx, { walletId: shop, amount: 15_000n, origin: 'staff', comment: 'Please pay by Friday' })
  const [ada, bruno, chiara] = endUserIds
  await fill(await walletOf(ctx, ada!), 4_000n)
  await grantCredit(ctx, credit(await walletOf(ctx, bruno!), '5'), 'Europe/Athens')
  const off = await walletOf(ctx, chiara!)
  await fill(off, 1_000n)
  await changeWallet(ctx, { id: off, minimum: '0', isEnabled: false })
}

const walletOf = async (ctx: Context, owner: string) =>
  (await openWallet(ctx, { owner, email: '', currency: 'EUR', mode: 'test' })).id

const credit = (walletId: string, amount: string) => ({
  walletId,
  key: newToken(),
  amount,
  reason: 'Welcome',
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

type Wish = { walletId: string; amount: bigint; comment: string }

/** From the wish to the money in the wallet, as who pays does it with a card. */
async function pay(ctx: Context, stripe: Stripe, connectionId: string, wish: Wish): Promise<void> {
  const { tenantId } = ctx
  const { id } = await openRefill(ctx, { ...wish, origin: 'page' })
  const paymentId = await paymentFor(tenantId, id, connectionId)
  const { externalId } = await startRefillAtProvider(tenantId, paymentId)
  await stripe.paymentIntents.confirm(externalId, { payment_method: 'pm_card_visa', return_url: env.APP_URL })
  await settle(tenantId, paymentId)
}
