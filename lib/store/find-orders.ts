import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { orders, planVersions } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { open } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { orderUrl } from '@/lib/orders/mail'
import { throttle } from '@/lib/tenancy/throttle'
import type { Store } from './find'

export const FindOrdersInput = z.object({
  email: z
    .email('Write your e-mail address like name@example.com.')
    .max(254)
    .transform((text) => text.toLowerCase()),
})

const most = 20

/**
 * Mails a buyer the links to the orders that were paid with an address. Nobody learns from the answer whether there are
 * any: only who reads the mail of the address does. Throws `limit` when it is asked too often.
 */
export async function mailOrderLinks(
  store: Store,
  { email }: z.output<typeof FindOrdersInput>,
  ip: string,
): Promise<void> {
  await throttle('findOrdersPerIp', ip)
  await throttle('findOrdersPerEmail', `${store.id} ${email}`)
  await inTenant(store.tenantId, async (tx) => {
    const found = await tx
      .select({ sealed: orders.tokenSealed, plan: planVersions.name, at: orders.createdAt })
      .from(orders)
      .innerJoin(planVersions, eq(planVersions.id, orders.planVersionId))
      .where(
        and(
          eq(orders.email, email),
          eq(orders.storeId, store.id),
          inArray(orders.status, ['paid', 'provisioning', 'fulfilled', 'refund_pending', 'refunded']),
        ),
      )
      .orderBy(desc(orders.id))
      .limit(most)
    if (!found.length) return
    const links = await Promise.all(
      found.map(async ({ sealed, plan, at }) => ({
        url: orderUrl(store.slug, await open(sealed)),
        plan,
        day: at.toISOString().slice(0, 10),
      })),
    )
    await queueMail(tx, {
      to: email,
      template: 'orderLinks',
      props: { store: store.name, orders: links },
      senderName: store.name,
      replyTo: store.supportEmail ?? undefined,
    })
  })
}
