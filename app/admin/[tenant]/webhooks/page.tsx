import { Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listNotices, listSenders, NoticeQuery } from '@/lib/inbox/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { WebhooksTable } from './webhooks-table'

export const metadata: Metadata = { title: 'Webhooks' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function WebhooksPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'webhooks:read')) return <Denied need="see received webhooks" home={root} />
  const [{ rows, next }, senders] = await Promise.all([
    listNotices(ctx, NoticeQuery.parse(readQuery(await searchParams))),
    listSenders(ctx),
  ])
  const empty = (
    <Card>
      <EmptyState icon={<Webhook />} title="No webhook received yet">
        As soon as a payment provider or a telecom tells us something, it stands here with what came of it.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="What payment providers and telecoms told us. Each is kept once, and where its sender signs only after that was proved; what it says is then read from its sender."
      />
      <WebhooksTable {...{ rows, next, senders, empty, timezone }} root={`${root}/webhooks`} />
    </>
  )
}
