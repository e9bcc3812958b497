import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { getCompany } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { OwnerMethods } from '../../../payment-methods/owner-methods'
import { CompanyHeader } from '../company-header'

export const metadata: Metadata = { title: 'Payment methods' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ added?: string }>
}

export default async function CompanyMethodsPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:read') || !can(ctx, 'methods:read'))
    return <Denied need="see payment methods" home={`/admin/${slug}`} />
  const company = await found(getCompany(ctx, id))
  return (
    <>
      <CompanyHeader company={company} slug={slug} current="/payment-methods" />
      <OwnerMethods ctx={ctx} owner={id} added={(await searchParams).added} />
    </>
  )
}
