import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Alert } from '@/components/ui/alert'
import { AppError } from '@/lib/core/error'
import { getPsp, type PspDetail } from '@/lib/payments/connections-list'
import { copyTargets } from '@/lib/payments/copy'
import { signInProblem } from '@/lib/payments/end-sign-in'
import { lastSweeps } from '@/lib/reconcile/sweeps'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { Account, SignInAgain } from './account'
import { Books } from './books'
import { Copy } from './copy'
import { DangerZone } from './danger-zone'
import { Events } from './events'
import { Health } from './health'
import { Offering } from './offering'
import { PayPage } from './pay-page'
import { Webhook } from './webhook'

export const metadata: Metadata = { title: 'PSP' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ attempt?: string | string[] }>
}

export default async function PspPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}/settings/billing`
  if (!can(ctx, 'connections:read')) return <Denied need="see payment providers" home={`/admin/${slug}`} />
  const psp = await getPsp(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const mayChange = can(ctx, 'connections:write')
  const sweeps = await lastSweeps(ctx, id)
  const { attempt } = await searchParams
  const problem = attempt && mayChange ? await signInProblem(ctx, String(attempt)) : null
  return (
    <>
      <PageHeader
        title={psp.name}
        breadcrumbs={[{ label: 'Billing', href: root }]}
        badge={
          <>
            <Status value={psp.status} />
            {psp.mode === 'test' && <TestModeBadge />}
          </>
        }
      />
      <div className="max-w-4xl space-y-6">
        {problem && (
          <Alert tone="warning" title="Signing in changed nothing">
            {problem}
          </Alert>
        )}
        <Notes psp={psp} root={root} />
        {psp.status === 'broken' && psp.signsIn && mayChange && <SignInAgain {...{ psp, slug }} />}
        <Webhook {...{ psp, slug, timezone, mayChange }} />
        {psp.events.length > 0 && <Health {...{ psp, slug, timezone, mayChange }} />}
        <Account {...{ psp, slug, mayChange }} />
        <PayPage {...{ psp, slug, mayChange }} />
        <Offering {...{ psp, slug, mayChange }} />
        {mayChange && psp.mode === 'test' && (
          <Copy psp={psp} slug={slug} targets={await copyTargets(ctx, id)} />
        )}
        {psp.canBeAsked && (
          <Books {...{ psp, sweeps, slug, timezone }} mayReconcile={can(ctx, 'payments:reconcile')} />
        )}
        {psp.events.length > 0 && (
          <Events
            {...{ psp, slug, timezone, mayChange }}
            webhooks={`/admin/${slug}/webhooks?connection=${psp.id}`}
          />
        )}
        {mayChange && <DangerZone psp={psp} slug={slug} />}
      </div>
    </>
  )
}

/** What a person should know before anything else. */
const Notes = ({ psp, root }: { psp: PspDetail; root: string }) => (
  <>
    {psp.status === 'broken' && (
      <Alert tone="danger" title="This PSP does not work">
        {psp.health.problem} Buyers cannot choose it until it is mended. Webhooks are still taken in.
      </Alert>
    )}
    {psp.status === 'disabled' && (
      <Alert tone="info" title="This PSP is disabled">
        Buyers cannot choose it. Webhooks are still taken in, and open payments are brought to their end.
      </Alert>
    )}
    {psp.facts.warnings.map((warning) => (
      <Alert key={warning} tone="warning">
        {warning}
      </Alert>
    ))}
    {psp.twins.map(({ id, name }) => (
      <Alert key={id} tone="warning" title="The same account is connected twice">
        <Link href={`${root}/${id}`} className="underline">
          {name}
        </Link>{' '}
        leads to the same account. Both get every event of it; delete one unless you mean it so.
      </Alert>
    ))}
  </>
)
