import { Plus, Smartphone } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { listPlanNames } from '@/lib/plans/list'
import { listSims, SimQuery } from '@/lib/sims/list'
import { simStates } from '@/lib/sims/status'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { type TenantContext, tenantContext } from '@/lib/web/session'
import { chooseAction } from './actions'
import { SimsTable } from './sims-table'

export const metadata: Metadata = { title: 'SIMs' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

const buttons = [
  { value: 'assignPlan', label: 'Assign plan' },
  { value: 'setCompany', label: 'Set company' },
  { value: 'addLabel', label: 'Add label' },
  { value: 'suspend', label: 'Suspend' },
  { value: 'resume', label: 'Resume' },
  { value: 'unassignPlan', label: 'Take plan off' },
  { value: 'removeLabel', label: 'Take label off' },
  { value: 'archive', label: 'Archive', danger: true },
] as const

const optionsOf = (some: readonly { id: string; name: string }[]) =>
  some.map(({ id, name }) => ({ value: id, label: name }))

async function filtersFor(ctx: TenantContext) {
  const [operators, plans, companies] = await Promise.all([
    listConnectionNames(ctx, 'telecom'),
    listPlanNames(ctx),
    listCompanyNames(ctx),
  ])
  const states = Object.entries(simStates).map(([value, label]) => ({ value, label }))
  const company = ctx.companyId
    ? []
    : [
        {
          name: 'company',
          label: 'Company',
          options: [{ value: 'none', label: 'No company' }, ...optionsOf(companies)],
        },
      ]
  return [
    { name: 'status', label: 'Status', options: states },
    { name: 'operator', label: 'Operator', options: optionsOf(operators) },
    { name: 'plan', label: 'Plan', options: optionsOf(plans) },
    ...company,
    {
      name: 'type',
      label: 'SIM type',
      options: [
        { value: 'prepaid', label: 'Prepaid' },
        { value: 'none', label: 'Without plan' },
      ],
    },
  ]
}

export default async function SimsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:read')) return <Denied need="see SIMs" home={home} />
  const query = SimQuery.parse(readQuery(await searchParams))
  const [page, filters] = await Promise.all([listSims(ctx, query), filtersFor(ctx)])
  const mayChange = can(ctx, 'sims:write')
  const upload = (
    <Button asChild>
      <Link href={`${home}/sims/import`}>
        <Plus aria-hidden />
        Upload SIMs
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader
        title="SIMs"
        description="Every SIM card and eSIM, whoever uses it."
        actions={
          <>
            {!ctx.companyId && (
              <Button asChild variant="secondary">
                <Link href={`${home}/sims/runs`}>Bulk actions</Link>
              </Button>
            )}
            {mayChange && upload}
          </>
        }
      />
      <SimsTable
        root={`${home}/sims`}
        {...page}
        filters={filters}
        bulk={mayChange ? { action: chooseAction.bind(null, ctx.tenant.slug), buttons } : undefined}
        empty={
          <Card>
            <EmptyState icon={<Smartphone />} title="No SIMs yet" action={mayChange && upload}>
              Upload the list that your telecom gave you. You see what is in it before anything is imported.
            </EmptyState>
          </Card>
        }
      />
    </>
  )
}
