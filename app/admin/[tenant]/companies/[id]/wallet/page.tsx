import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { getCompany } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { OwnerWallets } from '../../../wallets/owner-wallets'
import { CompanyHeader } from '../company-header'

export const metadata: Metadata = { title: 'Wallet' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function CompanyWalletPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:read') || !can(ctx, 'wallets:read'))
    return <Denied need="see wallets" home={`/admin/${slug}`} />
  const company = await found(getCompany(ctx, id))
  return (
    <>
      <CompanyHeader company={company} slug={slug} current="/wallet" />
      <OwnerWallets ctx={ctx} owner={id} fill={{ owner: id }} />
    </>
  )
}
