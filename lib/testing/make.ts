import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { db } from '@/db/client'
import {
  addresses,
  companies,
  connections,
  endUsers,
  memberships,
  payments,
  plans,
  planVersions,
  sims,
  stores,
  tenants,
  users,
  wallets,
} from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { money } from '@/lib/core/money'
import { newToken, seal } from '@/lib/core/secrets'
import { moveMoney } from '@/lib/ledger/post'
import type { CheckoutInput } from '@/lib/orders/checkout'
import type { PaymentState } from '@/lib/payments/states'
import { sealCodes } from '@/lib/sims/codes'
import { type Buyer, findBuyer } from '@/lib/tenancy/buyers'
import type { Context } from '@/lib/tenancy/context'
import type { Role } from '@/lib/tenancy/permissions'

type Values<T extends { $inferInsert: object }> = Partial<T['$inferInsert']>

let serial = 0
const next = () => `${Date.now().toString(36)}${(++serial).toString(36)}`

/** A new organization and its owner: every test has one of its own. */
export async function makeTenant(with_: Values<typeof tenants> = {}): Promise<Context> {
  const slug = `t-${next()}`
  const [tenant] = await db
    .insert(tenants)
    .values({ slug, name: `Tenant ${slug}`, ...with_ })
    .returning()
  return makeMember(tenant!.id, 'owner')
}

/** A person of an organization, as the context of what he asks for. */
export async function makeMember(
  tenantId: string,
  role: Role,
  companyId: string | null = null,
): Promise<Context> {
  const [user] = await db
    .insert(users)
    .values({
      email: `${role.toLowerCase()}-${next()}@example.test`,
      name: `A ${role}`,
      passwordHash: 'none',
    })
    .returning()
  await db.insert(memberships).values({ tenantId, userId: user!.id, role, companyId })
  return { tenantId, companyId, actor: { kind: 'user', id: user!.id, role } }
}

/** An end user who has an account, as the context of what he asks for. */
export async function makeBuyer(
  ctx: Context,
  { companyId = null }: { companyId?: string | null } = {},
): Promise<Buyer> {
  const email = `buyer-${next()}@example.test`
  const [user] = await db.insert(users).values({ email, name: 'Ada', passwordHash: 'none' }).returning()
  await db.insert(memberships).values({ tenantId: ctx.tenantId, userId: user!.id, role: 'endUser' })
  await inTenant(ctx.tenantId, (tx) =>
    tx.insert(endUsers).values({ email, name: 'Ada', companyId, userId: user!.id }),
  )
  return (await findBuyer(ctx.tenantId, user!))!
}

export async function makeCompany(ctx: Context, with_: Values<typeof companies> = {}) {
  const values = { name: `Company ${next()}`, currency: 'EUR', ...with_ }
  const [row] = await inTenant(ctx.tenantId, (tx) => tx.insert(companies).values(values).returning())
  return row!
}

/** A connection with plainly fake credentials; `endpoint` points at a sandbox where one is running. */
export async function makeConnection(
  ctx: Context,
  {
    plain = {},
    secrets = [],
    ...with_
  }: Values<typeof connections> & { plain?: Record<string, string>; secrets?: string[] } = {},
) {
  const id = newId('con')
  const webhookKey = newToken()
  const values = {
    id,
    kind: 'telecom' as const,
    provider: 'stock',
    name: `Stock ${next()}`,
    mode: 'live' as const,
    endpoint: '',
    credentials: seal(JSON.stringify(plain)),
    webhookSecrets: seal(JSON.stringify(secrets)),
    webhookKey,
    ...with_,
  }
  const [row] = await inTenant(ctx.tenantId, (tx) => tx.insert(connections).values(values).returning())
  await db
    .insert(addresses)
    .values({ kind: 'webhook', key: values.webhookKey, tenantId: ctx.tenantId, entityId: id })
  return row!
}

/** A plan with its first version; of a stock telecom unless a connection is given. */
export async function makePlan(
  ctx: Context,
  {
    connectionId,
    isPublished = true,
    offerId,
    ...with_
  }: Values<typeof planVersions> & Values<typeof plans> = {},
) {
  const connection = connectionId ?? (await makeConnection(ctx)).id
  return inTenant(ctx.tenantId, async (tx) => {
    const [plan] = await tx
      .insert(plans)
      .values({ slug: `plan-${next()}`, connectionId: connection, isPublished, offerId })
      .returning()
    const [version] = await tx
      .insert(planVersions)
      .values({
        planId: plan!.id,
        number: 1,
        name: 'Greece 5 GB',
        dataBytes: 5_000_000_000n,
        days: 30,
        amount: 900n,
        currency: 'EUR',
        countries: ['GR'],
        ...with_,
      })
      .returning()
    await tx.update(plans).set({ versionId: version!.id }).where(eq(plans.id, plan!.id))
    return { ...plan!, versionId: version!.id, version: version! }
  })
}

/** A valid, never used ICCID of the test issuer 8900. */
export function makeIccid(): string {
  const body = `8900${String(Date.now()).slice(-8)}${String(++serial).padStart(6, '0')}`
  let sum = 0
  for (const [place, digit] of [...body].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return `${body}${(10 - (sum % 10)) % 10}`
}

export async function makeSim(ctx: Context, with_: Values<typeof sims> = {}) {
  const iccid = with_.iccid ?? makeIccid()
  const connectionId = with_.connectionId ?? (await makeConnection(ctx)).id
  const [row] = await inTenant(ctx.tenantId, (tx) =>
    tx
      .insert(sims)
      .values({ iccidBody: iccid.slice(0, -1), formFactor: 'esim', ...with_, iccid, connectionId })
      .returning(),
  )
  return row!
}

export async function makeStore(ctx: Context, with_: Values<typeof stores> = {}) {
  const slug = with_.slug ?? `s-${next()}`
  const [row] = await inTenant(ctx.tenantId, (tx) =>
    tx
      .insert(stores)
      .values({ name: 'Test store', ...with_, slug })
      .returning(),
  )
  await db.insert(addresses).values({ kind: 'store', key: slug, tenantId: ctx.tenantId, entityId: row!.id })
  return row!
}

/** A SIM that the store can sell for the plan, with an activation code of its own. */
export async function makeStock(ctx: Context, planId: string, connectionId: string) {
  const iccid = makeIccid()
  const lpa = `LPA:1$smdp.example.test$${iccid.slice(-12)}`
  const place = await inTenant(ctx.tenantId, async (tx) => (await sealCodes(tx, [{ lpa }]))[0]!)
  const sim = await makeSim(ctx, { iccid, connectionId, planId, status: 'activation_ready', ...place })
  return { ...sim, lpa }
}

/** A shop with a payment connection, a stock plan and `stock` eSIMs of it. */
export async function makeShop(
  ctx: Context,
  {
    stock = 1,
    psp = {},
    store = {},
  }: { stock?: number; psp?: Parameters<typeof makeConnection>[1]; store?: Values<typeof stores> } = {},
) {
  const connection = await makeConnection(ctx, {
    kind: 'psp',
    provider: 'stripe',
    name: 'Stripe',
    mode: 'test',
    endpoint: 'http://127.0.0.1:9',
    plain: { secretKey: 'sk_test_shop_fake', publishableKey: 'pk_test_shop_fake' },
    ...psp,
  })
  const plan = await makePlan(ctx)
  const sims = []
  for (let made = 0; made < stock; made++) sims.push(await makeStock(ctx, plan.id, plan.connectionId))
  return { connection, plan, sims, store: await makeStore(ctx, store) }
}

export type Shop = Awaited<ReturnType<typeof makeShop>>

/** What a buyer sends when he presses "Pay"; each call is a checkout of its own. */
export const makeCheckoutInput = (shop: Shop, with_: Partial<z.output<typeof CheckoutInput>> = {}) => ({
  checkoutKey: newToken(),
  planSlug: shop.plan.slug,
  versionId: shop.plan.versionId,
  connectionId: shop.connection.id,
  email: `buyer-${next()}@example.test`,
  device: 'on' as const,
  ...with_,
})

/** A wallet of a company, with this much in it. */
export async function makeWallet(
  ctx: Context,
  { filled = 0n, ...with_ }: Values<typeof wallets> & { filled?: bigint } = {},
) {
  const owner = with_.endUserId ? {} : { companyId: with_.companyId ?? (await makeCompany(ctx)).id }
  const [row] = await inTenant(ctx.tenantId, (tx) =>
    tx
      .insert(wallets)
      .values({ currency: 'EUR', mode: 'test', ...with_, ...owner })
      .returning(),
  )
  const wallet = row!
  if (filled) await fillWallet(ctx, wallet.id, filled)
  return wallet
}

/** Money into a wallet, as if it had been paid. */
export const fillWallet = (ctx: Context, walletId: string, amount: bigint, cause: string = newToken()) =>
  inTenant(ctx.tenantId, (tx) =>
    moveMoney(tx, cause, money(amount, 'EUR'), `wallet:${walletId}`, 'psp:test', 'Refill'),
  )

/** The provider's word on a payment of ours, as it would be read; `with_` bends it. */
export async function makeState(
  ctx: Context,
  paymentId: string,
  with_: Partial<PaymentState> = {},
): Promise<PaymentState> {
  const [payment] = await inTenant(ctx.tenantId, (tx) =>
    tx.select().from(payments).where(eq(payments.id, paymentId)),
  )
  const amount = money(payment!.amount, payment!.currency)
  return {
    externalId: payment!.externalId ?? `pi_${paymentId}`,
    status: 'paid',
    amount,
    received: amount,
    mode: 'test',
    metadata: { payment_id: paymentId },
    clientSecret: null,
    redirectUrl: null,
    charges: [],
    refunds: [],
    disputes: [],
    captureBefore: null,
    canceledBecause: null,
    ...with_,
  }
}
