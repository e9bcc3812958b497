import { ArrowRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { Progress } from '@/components/ui/progress'
import { getDashboard } from '@/lib/insights/dashboard'
import { getOnboarding, type Onboarding } from '@/lib/onboarding/steps'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { Concerns } from './dashboard/concerns'
import { RecentOrders } from './dashboard/recent-orders'
import { SalesChart } from './dashboard/sales-chart'
import { SimCounts } from './dashboard/sim-counts'
import { Stats } from './dashboard/stats'

export const metadata: Metadata = { title: 'Dashboard' }

export default async function DashboardPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'sims:read')) return <Denied need="see SIMs" home="/" />
  const [board, onboarding] = await Promise.all([
    getDashboard(ctx, timezone),
    can(ctx, 'settings:read') ? getOnboarding(ctx) : null,
  ])
  const isEmpty = !board.simTotal && !board.recent.length
  const isOpen = onboarding && onboarding.doneCount < onboarding.neededCount
  return (
    <>
      <PageHeader title="Dashboard" />
      <div className="space-y-6">
        {isOpen && <GettingStarted onboarding={onboarding} root={root} />}
        {isEmpty && !isOpen && (
          <Card>
            <EmptyState title="Nothing here yet">
              As soon as there are SIMs and orders, their figures stand here.
            </EmptyState>
          </Card>
        )}
        {!isEmpty && (
          <>
            <Stats board={board} root={root} />
            <div
              className={cn(
                'grid items-start gap-6',
                board.sales ? 'xl:grid-cols-[minmax(0,1fr)_22rem]' : 'md:grid-cols-2',
              )}
            >
              {board.sales && (
                <div className="min-w-0 space-y-6">
                  <SalesChart days={board.days} />
                  <RecentOrders rows={board.recent} root={root} timezone={timezone} />
                </div>
              )}
              <div className={board.sales ? 'min-w-0 space-y-6' : 'contents'}>
                <Concerns concerns={board.concerns} root={root} />
                <SimCounts counts={board.simCounts} />
              </div>
            </div>
          </>
        )}
      </div>
    </>
  )
}

/** How far the onboarding is, until it is finished. */
function GettingStarted({ onboarding, root }: { onboarding: Onboarding; root: string }) {
  const { steps, doneCount, neededCount } = onboarding
  const next = steps.find(({ state, isOptional }) => state === 'open' && !isOptional)
  return (
    <Card
      title="Get your organization ready"
      description={`${doneCount} of ${neededCount} steps are done.`}
      actions={
        <Button asChild variant="secondary" size="sm">
          <Link href={`${root}/onboarding`}>All steps</Link>
        </Button>
      }
    >
      <Progress label="Onboarding" value={doneCount} max={neededCount} />
      {next && (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
          <div className="min-w-0">
            <p className="font-medium">Next: {next.title}</p>
            <p className="text-muted-foreground text-sm">{next.about}</p>
          </div>
          <Button asChild>
            <Link href={root + next.href}>
              Start
              <ArrowRight aria-hidden />
            </Link>
          </Button>
        </div>
      )}
    </Card>
  )
}
