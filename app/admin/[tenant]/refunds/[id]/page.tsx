import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status, toneOf } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Timeline } from '@/components/layout/timeline'
import { Card } from '@/components/ui/card'
import { AppError } from '@/lib/core/error'
import { formatMoney } from '@/lib/core/money'
import { getRefund } from '@/lib/refunds/get'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { disown, note, own } from '../actions'
import { Care } from '../care'
import { statusWords } from '../words'
import { Legs } from './legs'
import { RefundActions } from './refund-actions'
import { WhatToDo } from './what-to-do'

export const metadata: Metadata = { title: 'Refund' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function RefundPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see refunds" home={root} />
  const found = await getRefund(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const mayAct = can(ctx, 'payments:refund')
  return (
    <>
      <PageHeader
        title={`Refund of ${formatMoney(found.amount)}`}
        breadcrumbs={[{ label: 'Refunds', href: `${root}/refunds` }]}
        badge={
          <>
            <Status value={found.status} label={statusWords[found.status]} />
            {found.mode === 'test' && <TestModeBadge />}
          </>
        }
        actions={mayAct && <RefundActions refund={found} slug={slug} />}
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="min-w-0 space-y-6">
          <WhatToDo refund={found} root={root} />
          <Legs refund={found} root={root} timezone={timezone} />
        </div>
        <div className="min-w-0 space-y-6">
          <Care
            id={id}
            owner={found.owner}
            isMine={found.ownerId === ctx.actor.id}
            {...(mayAct && {
              own: own.bind(null, slug),
              disown: disown.bind(null, slug),
              note: note.bind(null, slug),
            })}
          />
          <Card title="Timeline">
            <Timeline
              timeZone={timezone}
              items={found.events.map(({ id: key, createdAt, text, kind, actor }) => ({
                id: key,
                at: createdAt,
                title: text,
                children: actor,
                tone: kind === 'succeeded' ? 'success' : toneOf(kind),
              }))}
            />
          </Card>
        </div>
      </div>
    </>
  )
}
