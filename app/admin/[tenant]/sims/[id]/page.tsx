import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Timeline } from '@/components/layout/timeline'
import { AutomaticRefill } from '@/components/sims/automatic-refill'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { AppError } from '@/lib/core/error'
import { refillOfferOf } from '@/lib/orders/refill-offer'
import { listSimRefills } from '@/lib/settlement/refills-of-sim'
import { viewSimRefill } from '@/lib/sim-refills/view'
import { getSim, type SimDetail } from '@/lib/sims/get'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { type TenantContext, tenantContext } from '@/lib/web/session'
import { changeRefill, reveal, stopRefill } from '../actions'
import { SimStatus } from '../sim-status'
import { SimActions } from './actions-bar'
import { Codes } from './codes'
import { Details } from './details'
import { Facts } from './facts'
import { Notes } from './notes'
import { Plans } from './plans'
import { Refills } from './refills'

type Props = { params: Promise<{ tenant: string; id: string }> }

export const metadata: Metadata = { title: 'SIM' }

async function find(ctx: TenantContext, id: string) {
  try {
    return await getSim(ctx, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}

export default async function SimPage({ params }: Props) {
  const { tenant: slug, id } = await params
  const ctx = await tenantContext(slug)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:read')) return <Denied need="see SIMs" home={home} />
  const detail = await find(ctx, id)
  const { sim, state } = detail
  const mayChange = can(ctx, 'sims:write')
  const refills = await listSimRefills(ctx, id)
  const automatic = await viewSimRefill(ctx, id)
  const canRefill = can(ctx, 'sims:refill') && (await refillOfferOf(ctx, id)) !== null
  const companies = mayChange ? await listCompanyNames(ctx) : []
  return (
    <>
      <PageHeader
        title={sim.iccid}
        breadcrumbs={[{ label: 'SIMs', href: `${home}/sims` }]}
        badge={
          <>
            <SimStatus state={state} />
            {detail.operator.mode === 'test' && <TestModeBadge />}
          </>
        }
        actions={
          (mayChange || canRefill) && (
            <>
              {canRefill && (
                <Button asChild variant="secondary">
                  <Link href={`${home}/sims/${id}/refill`}>Refill</Link>
                </Button>
              )}
              {mayChange && <SimActions slug={ctx.tenant.slug} detail={detail} />}
            </>
          )
        }
      />
      <Notes slug={ctx.tenant.slug} detail={detail} mayChange={mayChange} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-6">
          <Card title="About">
            <Facts
              detail={detail}
              home={home}
              timezone={ctx.tenant.timezone}
              links={can(ctx, 'orders:read') && !ctx.companyId}
            />
          </Card>
          <Refills refills={refills} home={home} seesOrders={can(ctx, 'orders:read')} />
          {(automatic.form || automatic.rule) && (
            <AutomaticRefill
              simId={id}
              view={automatic}
              timezone={ctx.tenant.timezone}
              change={changeRefill.bind(null, ctx.tenant.slug)}
              stop={stopRefill.bind(null, ctx.tenant.slug)}
              noSource="The wallet of a company pays for it: this SIM has no company with a wallet in the currency of its plan."
            />
          )}
          <Plans assignments={detail.assignments} timezone={ctx.tenant.timezone} />
          <Card title="History">
            <History detail={detail} timezone={ctx.tenant.timezone} />
          </Card>
        </div>
        <div className="space-y-6">
          {can(ctx, 'sims:reveal') && detail.hasSecrets && (
            <Card
              title="Codes"
              description="QR code, activation code and PINs. Each look is written down in the history."
            >
              <Codes action={reveal.bind(null, ctx.tenant.slug)} id={sim.id} />
            </Card>
          )}
          {mayChange && (
            <Card title="Details">
              <Details slug={ctx.tenant.slug} detail={detail} companies={companies} />
            </Card>
          )}
        </div>
      </div>
    </>
  )
}

const History = ({ detail: { history }, timezone }: { detail: SimDetail; timezone: string }) =>
  history.length ? (
    <Timeline
      timeZone={timezone}
      items={history.map(({ id, at, text, who }) => ({ id, at, title: text, children: who && `by ${who}` }))}
    />
  ) : (
    <p className="text-muted-foreground text-sm">Nothing has happened to this SIM yet.</p>
  )
