import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { companies, connections, endUsers, orders, wallets } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError, invalidField, invariant } from '@/lib/core/error'
import { open } from '@/lib/core/secrets'
import { addPayment } from '@/lib/orders/attempt'
import { mailRefillAsked, payLink } from '@/lib/orders/mail'
import { assertFits, chosen, type Wish } from '@/lib/orders/refill-checkout'
import { refillOfferOf } from '@/lib/orders/refill-offer'
import { placeRefill } from '@/lib/orders/refill-place'
import type { Order } from '@/lib/orders/state'
import { tell } from '@/lib/orders/timeline'
import { houseConnection } from '@/lib/payments/house'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { takeFromWallet } from './from-wallet'

export const RefillSimInput = z
  .object({
    simId: z.string(),
    /** Made with the page: a form sent twice is one refill. */
    key: z.string().min(16).max(64),
    versionId: z.string(),
    size: z.string('Choose how much data to add.').regex(/^\d{1,18}$/, 'Choose how much data to add.'),
    /** `link`: whoever holds the link pays. */
    way: z.enum(['wallet', 'link'], 'Choose who pays.'),
    email: z.string().trim().toLowerCase().max(254).default(''),
  })
  .refine(({ way, email }) => way === 'wallet' || z.email().safeParse(email).success, {
    path: ['email'],
    error: 'Write an address like name@example.com: the link is sent there.',
  })
export type RefillSim = z.output<typeof RefillSimInput>

const linkDays = 7

/**
 * Staff add data to a SIM: paid from the wallet of its company, which has the money back should the carrier refuse, or by
 * a link that is mailed to whoever pays. The same key again gives the same order. Throws `precondition` for a SIM that
 * cannot be refilled, or is of another company or organization, and for a wallet with too little in it.
 */
export async function refillSim(ctx: Context, input: RefillSim): Promise<{ orderId: string; token: string }> {
  authorize(ctx, 'sims:refill')
  const wish = chosen(await refillOfferOf(ctx, input.simId), input)
  await assertFits(wish)
  return inTenant(ctx, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.key}, 0))`)
    const [known] = await tx.select().from(orders).where(eq(orders.checkoutKey, input.key))
    if (known) return { orderId: known.id, token: await open(known.tokenSealed) }
    const wallet = input.way === 'wallet' ? await walletFor(tx, wish) : null
    if (input.way === 'wallet' && !wallet)
      throw invalidField(
        'way',
        'The company of this SIM has no wallet in this currency. Send a link instead.',
      )
    const placed = await placeRefill(tx, wish, {
      ...{ key: input.key, days: linkDays, mode: wallet ? wallet.mode : await modeForLink(tx) },
      email: wallet ? await ownerOf(tx, wish.sim) : input.email,
    })
    invariant(placed, 'only automatic refills stand in the way of each other')
    const { order, token } = placed
    const how = wallet ? 'paid from the wallet of the company' : `a link to pay was sent to ${order.email}`
    await tell(tx, order.id, {
      kind: 'placed',
      text: `Asked for by staff: ${how}`,
      cause: 'placed',
      actorId: ctx.actor.id,
    })
    await audit(tx, ctx, 'sim.refill', wish.sim.id, { orderId: order.id, size: input.size, way: input.way })
    if (!wallet) await mailRefillAsked(tx, order, payLink(token))
    else {
      const wish = { owner: wallet.companyId!, walletId: wallet.id }
      const paymentId = await addPayment(tx, order, await houseConnection(tx, wallet.mode), wish)
      await takeFromWallet(tx, paymentId)
    }
    return { orderId: order.id, token }
  })
}

/** The wallet of the company of a SIM that can pay: test money buys nothing where the carrier takes real. */
export async function walletFor(
  tx: Tx,
  { sim, connection, plan }: Pick<Wish, 'sim' | 'connection' | 'plan'>,
) {
  if (!sim.companyId) return null
  const [wallet] = await tx
    .select()
    .from(wallets)
    .where(
      and(
        eq(wallets.companyId, sim.companyId),
        eq(wallets.currency, plan.currency),
        eq(wallets.mode, connection.mode),
        eq(wallets.isEnabled, true),
      ),
    )
  return wallet ?? null
}

/** Who hears that the data is there: who uses the SIM, else its company. */
export async function ownerOf(tx: Tx, { endUserId, companyId }: Wish['sim']): Promise<string> {
  const [user] = endUserId ? await tx.select().from(endUsers).where(eq(endUsers.id, endUserId)) : []
  if (user) return user.email
  const [company] = await tx.select().from(companies).where(eq(companies.id, companyId!))
  if (company?.ownerEmail) return company.ownerEmail
  throw new AppError(
    'precondition',
    'Write the e-mail address of the company first: it hears of each refill.',
  )
}

/** As in the store: beside a live way to pay a test one buys nothing. */
async function modeForLink(tx: Tx): Promise<Order['mode']> {
  const isLive = and(
    eq(connections.kind, 'psp'),
    eq(connections.status, 'connected'),
    eq(connections.mode, 'live'),
  )
  return (await tx.$count(connections, isLive)) ? 'live' : 'test'
}
