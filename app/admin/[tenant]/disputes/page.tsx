import { Scale } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { Tabs } from '@/components/ui/tabs'
import { DisputeQuery, listDisputes } from '@/lib/disputes/list'
import { listPsps } from '@/lib/refunds/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { DisputesTable } from './disputes-table'

export const metadata: Metadata = { title: 'Disputes' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

const empties = {
  todo: {
    title: 'No dispute waits for an answer',
    text: 'When a buyer asks the bank for the money back, it stands here with the day by which to answer.',
  },
  all: { title: 'No disputes', text: 'Nobody has disputed a payment yet.' },
}

export default async function DisputesPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see disputes" home={root} />
  const query = DisputeQuery.parse(readQuery(await searchParams))
  const [{ rows, next }, psps] = await Promise.all([listDisputes(ctx, query), listPsps(ctx)])
  const { title, text } = empties[query.view]
  const empty = (
    <Card>
      <EmptyState icon={<Scale />} title={title}>
        {text}
      </EmptyState>
    </Card>
  )
  const [todo, all] = [`${root}/disputes`, `${root}/disputes?view=all`]
  return (
    <>
      <PageHeader title="Disputes" />
      <Tabs
        label="Disputes"
        current={query.view === 'all' ? all : todo}
        items={[
          { href: todo, label: 'To answer' },
          { href: all, label: 'All' },
        ]}
      />
      <DisputesTable {...{ rows, next, psps, empty, timezone, root }} />
    </>
  )
}
