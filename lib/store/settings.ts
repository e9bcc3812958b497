import { isIP } from 'node:net'
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { db, type Tx } from '@/db/client'
import { addresses, stores } from '@/db/schema'
import { enterTenant, inTenant } from '@/db/tenant'
import { env } from '@/lib/core/env'
import { invalidField, notFound } from '@/lib/core/error'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import type { Store } from './find'
import { FraudRule, fraudRuleOf } from './fraud-rule'
import { logoOf } from './logo'

const number = (least: number, most: number, unit: string) =>
  z.coerce
    .number({ error: `Write a number of ${unit}.` })
    .int(`Write whole ${unit}.`)
    .min(least, `At least ${least} ${unit}.`)
    .max(most, `At most ${most} ${unit}.`)

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (host) =>
      host === '' ||
      (/^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !isIP(host) && host !== ownHost()),
    'Write only the host name, such as esim.example.com.',
  )

const ownHost = () => new URL(env.APP_URL).hostname

export const StoreSettings = z.object({
  name: z.string().trim().min(1, 'Give the store a name.').max(80, 'Use at most 80 characters.'),
  tagline: z.string().trim().max(120, 'Use at most 120 characters.').default(''),
  color: z.string().regex(/^#[0-9a-f]{6}$/i, 'Choose a colour, such as #0f766e.'),
  logo: z.instanceof(File).optional(),
  removeLogo: z.literal('on').optional(),
  supportEmail: z
    .union([z.literal(''), z.email('Write an address like help@example.com.').max(254)])
    .default(''),
  terms: z.string().trim().max(50_000, 'Use at most 50,000 characters.').default(''),
  refundDays: number(0, 365, 'days'),
  capture: z.enum(['automatic', 'manual']).default('automatic'),
  deliveryMinutes: number(10, 10_080, 'minutes'),
  isOpen: z.literal('on').optional(),
  refundsAlone: z.literal('on').optional(),
  ...FraudRule.shape,
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/,
      'Use 3 to 40 small letters, digits and hyphens, with a letter or digit at both ends.',
    ),
  host: Host.default(''),
})

/** The store of the organization. Throws `not_found` when it has none. */
export async function getStore(ctx: Context): Promise<Store> {
  authorize(ctx, 'settings:read')
  return inTenant(ctx, firstStore)
}

async function firstStore(tx: Tx): Promise<Store> {
  const [store] = await tx.select().from(stores).orderBy(asc(stores.id)).limit(1)
  if (!store) throw notFound('store')
  return store
}

/**
 * Changes looks, promises and addresses. An old address goes on leading to the store, because it stands in mails; other
 * terms are a new version of them, because a buyer agrees to one.
 */
export async function saveStore(ctx: Context, input: z.output<typeof StoreSettings>): Promise<void> {
  authorize(ctx, 'store:write')
  const { logo, removeLogo, isOpen, refundsAlone, ...rest } = input
  const rule = fraudRuleOf(input)
  const drawn = logo ? { logo: logoOf(await logo.arrayBuffer()) } : removeLogo ? { logo: null } : {}
  const before = await getStore(ctx)
  await db.transaction(async (tx) => {
    await claim(tx, before, 'store', rest.slug)
    await releaseHost(tx, before, rest.host)
    if (rest.host) await claim(tx, before, 'host', rest.host)
    await enterTenant(tx, ctx)
    const [known] = await tx.select().from(stores).where(eq(stores.id, before.id)).for('update')
    const values = {
      ...rest,
      ...drawn,
      ...rule,
      refundsAlone: refundsAlone === 'on',
      host: rest.host || null,
      supportEmail: rest.supportEmail || null,
      isOpen: isOpen === 'on',
      termsVersion: known!.terms === rest.terms ? known!.termsVersion : known!.termsVersion + 1,
    }
    await tx.update(stores).set(values).where(eq(stores.id, before.id))
    const { logo: _, terms: __, ...said } = values
    await audit(tx, ctx, 'store.save', before.id, said)
  })
}

/** Takes an address for the store, unless it is another one's. */
async function claim(tx: Tx, store: Store, kind: 'store' | 'host', key: string): Promise<void> {
  await tx
    .insert(addresses)
    .values({ kind, key, tenantId: store.tenantId, entityId: store.id })
    .onConflictDoNothing()
  const [owner] = await tx
    .select({ id: addresses.entityId })
    .from(addresses)
    .where(and(eq(addresses.kind, kind), eq(addresses.key, key)))
  if (owner?.id !== store.id)
    throw invalidField(
      kind === 'store' ? 'slug' : 'host',
      'Another store has this address. Choose another one.',
    )
}

async function releaseHost(tx: Tx, { tenantId, id, host }: Store, wanted: string): Promise<void> {
  if (!host || host === wanted) return
  await tx
    .delete(addresses)
    .where(
      and(
        eq(addresses.kind, 'host'),
        eq(addresses.key, host),
        eq(addresses.tenantId, tenantId),
        eq(addresses.entityId, id),
      ),
    )
}
