import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { readQuery, type SearchParams } from '@/components/table/url'
import { getCompany } from '@/lib/tenancy/companies'
import { EndUserQuery, listEndUsers } from '@/lib/tenancy/end-users'
import { can } from '@/lib/tenancy/permissions'
import { withBalances } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { EndUsersTable } from '../../../end-users/end-users-table'
import { NewEndUser, noEndUsers } from '../../../end-users/new-end-user'
import { CompanyHeader } from '../company-header'

export const metadata: Metadata = { title: 'End users' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

export default async function CompanyEndUsersPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:read')) return <Denied need="see companies" home={`/admin/${slug}`} />
  const company = await found(getCompany(ctx, id))
  const query = EndUserQuery.parse({ ...readQuery(await searchParams), company: id })
  const { rows, next } = await listEndUsers(ctx, query)
  const root = `/admin/${slug}/end-users`
  const create = can(ctx, 'companies:write') && <NewEndUser href={`${root}/new?company=${id}`} />
  return (
    <>
      <CompanyHeader company={company} slug={slug} current="/end-users" />
      <EndUsersTable
        rows={await withBalances(ctx, rows)}
        next={next}
        root={root}
        actions={create}
        empty={noEndUsers(create)}
      />
    </>
  )
}
