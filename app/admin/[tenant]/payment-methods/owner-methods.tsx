import { MethodsCard } from '@/components/paying/methods-card'
import { outcomeOf } from '@/lib/payment-methods/finish'
import { listMethods } from '@/lib/payment-methods/manage'
import { can } from '@/lib/tenancy/permissions'
import type { TenantContext } from '@/lib/web/session'
import { prefer, remove } from './actions'

/** `added`: the method whose provider has just sent its owner back. */
type Props = { ctx: TenantContext; owner: string; added?: string }

/** The saved payment methods of a company or an end user, for its staff. */
export async function OwnerMethods({ ctx, owner, added }: Props) {
  const { slug, timezone } = ctx.tenant
  const mayChange = can(ctx, 'methods:write')
  return (
    <MethodsCard
      methods={await listMethods(ctx, owner)}
      timezone={timezone}
      description="Kept by the payment provider. They can be charged without their owner, for automatic refills."
      outcome={added ? await outcomeOf(ctx, added) : null}
      changes={mayChange ? { prefer: prefer.bind(null, slug), remove: remove.bind(null, slug) } : null}
      addHref={mayChange ? `/admin/${slug}/payment-methods/${owner}/new` : null}
    />
  )
}
