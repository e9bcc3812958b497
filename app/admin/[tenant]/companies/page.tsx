import { Building2, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CompanyQuery, listCompanies } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { withBalances } from '@/lib/wallets/list'
import { tenantContext } from '@/lib/web/session'
import { CompaniesTable } from './companies-table'

export const metadata: Metadata = { title: 'Companies' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function CompaniesPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'companies:read')) return <Denied need="see companies" home={home} />
  const { rows, next } = await listCompanies(ctx, CompanyQuery.parse(readQuery(await searchParams)))
  const root = `${home}/companies`
  const create = can(ctx, 'companies:write') && (
    <Button asChild>
      <Link href={`${root}/new`}>
        <Plus aria-hidden />
        New company
      </Link>
    </Button>
  )
  const empty = (
    <Card>
      <EmptyState icon={<Building2 />} title="No companies yet" action={create}>
        A company is a business customer, or a sales channel of yours. SIMs and end users belong to it, and
        its own staff see nothing else.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader title="Companies" actions={create} />
      <CompaniesTable rows={await withBalances(ctx, rows)} next={next} root={root} empty={empty} />
    </>
  )
}
