import { BellRing } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { AlertQuery, listAlerts, seesAlerts } from '@/lib/alerts/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { end, reopen, takeOn } from './actions'
import { AlertsTable } from './alerts-table'

export const metadata: Metadata = { title: 'Alerts' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function AlertsPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!seesAlerts(ctx)) return <Denied need="see alerts" home={root} />
  const { rows, next } = await listAlerts(ctx, AlertQuery.parse(readQuery(await searchParams)))
  const empty = (
    <Card>
      <EmptyState icon={<BellRing />} title="No alert is open">
        When payments are declined more than usual, a refund fails, a webhook falls silent or a dispute is
        due, it stands here until it is over.
      </EmptyState>
    </Card>
  )
  return (
    <>
      <PageHeader
        title="Alerts"
        description="What went wrong with payments and is not over. Each is told once, here and by mail."
        actions={
          can(ctx, 'settings:read') && (
            <Button asChild variant="secondary">
              <Link href={`${root}/settings/notifications`}>Who is mailed</Link>
            </Button>
          )
        }
      />
      <AlertsTable
        {...{ rows, next, empty, timezone, root }}
        actions={
          can(ctx, 'alerts:take')
            ? { takeOn: takeOn.bind(null, slug), end: end.bind(null, slug), reopen: reopen.bind(null, slug) }
            : null
        }
      />
    </>
  )
}
