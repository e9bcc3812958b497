import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { getPlan } from '@/lib/plans/get'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { Moves } from './moves'
import { Countries, Offered, Refills, Terms, Versions } from './plan-cards'

export const metadata: Metadata = { title: 'Plan' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ saved?: string }>
}

export default async function PlanPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const root = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'plans:read')) return <Denied need="see plans" home={root} />
  const detail = await found(getPlan(ctx, id))
  const { plan, version } = detail
  const mayChange = can(ctx, 'plans:write')
  const state = plan.archivedAt ? 'archived' : plan.isPublished ? 'published' : 'draft'
  return (
    <>
      <PageHeader
        title={version.name}
        breadcrumbs={[{ label: 'Plans', href: `${root}/plans` }]}
        badge={<Status value={state} label={state === 'draft' ? 'Not published' : undefined} />}
        description={version.description || undefined}
        actions={
          mayChange && (
            <>
              <Moves id={id} slug={ctx.tenant.slug} state={state} name={version.name} />
              {!plan.archivedAt && (
                <Button asChild>
                  <Link href={`${root}/plans/${id}/edit`}>Change</Link>
                </Button>
              )}
            </>
          )
        }
      />
      <div className="space-y-6">
        {(await searchParams).saved !== undefined && (
          <Alert tone="success" role="status">
            The plan is saved as version {version.number}.
          </Alert>
        )}
        {detail.offer?.goneAt && (
          <Alert tone="warning">
            {detail.operator.name} no longer sells {detail.offer.externalId}. Choose another offer before the
            plan goes into the store again.
          </Alert>
        )}
        {detail.margin?.left && detail.margin.left.amount < 0n && (
          <Alert tone="warning">The plan costs you more than its price. Raise the price.</Alert>
        )}
        <Terms detail={detail} />
        <Offered detail={detail} root={root} />
        <Refills detail={detail} />
        <Countries detail={detail} />
        <Versions detail={detail} timezone={ctx.tenant.timezone} />
      </div>
    </>
  )
}
