import { redirect } from 'next/navigation'
import { finishAdding } from '@/lib/payment-methods/finish'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { pageOf } from '../../../page-of'

type Props = { params: Promise<{ tenant: string; owner: string; id: string }> }

/** Where a provider sends the browser: reads what came of it, and leads on without what stood in the address. */
export default async function AddedPage({ params }: Props) {
  const { tenant, owner, id } = await params
  const ctx = await tenantContext(tenant)
  await found(finishAdding(ctx, id))
  redirect(`${pageOf(ctx.tenant.slug, owner)}?added=${id}`)
}
