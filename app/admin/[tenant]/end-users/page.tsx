import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { EndUserQuery, listEndUsers } from '@/lib/tenancy/end-users'
import { can } from '@/lib/tenancy/permissions'
import { withBalances } from '@/lib/wallets/list'
import { tenantContext } from '@/lib/web/session'
import { EndUsersTable } from './end-users-table'
import { NewEndUser, noEndUsers } from './new-end-user'

export const metadata: Metadata = { title: 'End users' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function EndUsersPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'companies:read')) return <Denied need="see end users" home={home} />
  const [{ rows, next }, companies] = await Promise.all([
    listEndUsers(ctx, EndUserQuery.parse(readQuery(await searchParams))),
    listCompanyNames(ctx),
  ])
  const root = `${home}/end-users`
  const create = can(ctx, 'companies:write') && <NewEndUser href={`${root}/new`} />
  return (
    <>
      <PageHeader title="End users" actions={create} />
      <EndUsersTable
        {...{ next, root, companies }}
        rows={await withBalances(ctx, rows)}
        empty={noEndUsers(create)}
      />
    </>
  )
}
