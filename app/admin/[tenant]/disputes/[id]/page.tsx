import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status, toneOf } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Timeline } from '@/components/layout/timeline'
import { Card } from '@/components/ui/card'
import { formatMoney } from '@/lib/core/money'
import { getDispute } from '@/lib/disputes/get'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { disown, note, own } from '../../refunds/actions'
import { Care } from '../../refunds/care'
import { answer } from '../actions'
import { disputeWords } from '../words'
import { DisputeActions } from './dispute-actions'
import { EvidencePack } from './evidence-pack'
import { DisputeFacts } from './facts'
import { WhereItStands } from './where-it-stands'

export const metadata: Metadata = { title: 'Dispute' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function DisputePage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:read')) return <Denied need="see disputes" home={root} />
  const dispute = await found(getDispute(ctx, id))
  const mayAct = can(ctx, 'disputes:write')
  return (
    <>
      <PageHeader
        title={`Dispute over ${formatMoney(dispute.amount)}`}
        breadcrumbs={[{ label: 'Disputes', href: `${root}/disputes` }]}
        badge={
          <>
            <Status value={dispute.status} label={disputeWords[dispute.status]} />
            {dispute.mode === 'test' && <TestModeBadge />}
          </>
        }
        actions={mayAct && <DisputeActions {...{ dispute, slug }} maySuspend={can(ctx, 'sims:write')} />}
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="min-w-0 space-y-6">
          <WhereItStands {...{ dispute, timezone }} />
          <DisputeFacts {...{ dispute, root, timezone }} />
          <EvidencePack dispute={dispute} action={mayAct ? answer.bind(null, slug) : null} />
        </div>
        <div className="min-w-0 space-y-6">
          <Care
            id={id}
            owner={dispute.owner}
            isMine={dispute.ownerId === ctx.actor.id}
            {...(mayAct && {
              own: own.bind(null, slug),
              disown: disown.bind(null, slug),
              note: note.bind(null, slug),
            })}
          />
          <Card title="Timeline">
            <Timeline
              timeZone={timezone}
              items={dispute.events.map(({ id: key, createdAt, text, kind, actor }) => ({
                id: key,
                at: createdAt,
                title: text,
                children: actor,
                tone: kind === 'refused' ? 'danger' : toneOf(kind),
              }))}
            />
          </Card>
        </div>
      </div>
    </>
  )
}
