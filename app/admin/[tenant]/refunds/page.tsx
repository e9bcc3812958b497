import { Undo2 } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { Tabs } from '@/components/ui/tabs'
import { listPsps, listRefunds, RefundQuery } from '@/lib/refunds/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { RefundsTable } from './refunds-table'

export const metadata: Metadata = { title: 'Refunds' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

const empties = {
  todo: {
    title: 'Nothing waits for you',
    text: 'What buyers ask for, refunds that failed, and eSIMs to take back stand here until someone has seen to them.',
  },
  all: {
    title: 'No refunds yet',
    text: 'Money that goes back to buyers stands here, with what became of it.',
  },
}

export default async function RefundsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see refunds" home={root} />
  const query = RefundQuery.parse(readQuery(await searchParams))
  const [{ rows, next }, psps] = await Promise.all([listRefunds(ctx, query), listPsps(ctx)])
  const { title, text } = empties[query.view]
  const empty = (
    <Card>
      <EmptyState icon={<Undo2 />} title={title}>
        {text}
      </EmptyState>
    </Card>
  )
  const [todo, all] = [`${root}/refunds`, `${root}/refunds?view=all`]
  return (
    <>
      <PageHeader title="Refunds" />
      <Tabs
        label="Refunds"
        current={query.view === 'all' ? all : todo}
        items={[
          { href: todo, label: 'To do' },
          { href: all, label: 'All' },
        ]}
      />
      <RefundsTable {...{ rows, next, psps, empty, timezone, root }} />
    </>
  )
}
