import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Form } from '@/components/form/form'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { AppError } from '@/lib/core/error'
import { getRun, RunQuery, type RunRow } from '@/lib/sims/runs/list'
import { can } from '@/lib/tenancy/permissions'
import { type TenantContext, tenantContext } from '@/lib/web/session'
import { retry } from '../actions'
import { FailuresTable } from './failures-table'

export const metadata: Metadata = { title: 'Bulk action' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: TenantContext, id: string, query: SearchParams) {
  try {
    return await getRun(ctx, id, RunQuery.parse(readQuery(query)))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}

export default async function RunPage({ params, searchParams }: Props) {
  const { tenant: slug, id } = await params
  const ctx = await tenantContext(slug)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:read') || ctx.companyId) return <Denied need="see bulk actions" home={home} />
  const { run, problem, failures } = await find(ctx, id, await searchParams)
  const isRunning = run.status === 'running'
  return (
    <>
      <PageHeader
        title={run.label}
        badge={
          <Status
            value={run.status}
            tone={run.status === 'finished' ? (run.failed ? 'warning' : 'success') : undefined}
          />
        }
        breadcrumbs={[
          { label: 'SIMs', href: `${home}/sims` },
          { label: 'Bulk actions', href: `${home}/sims/runs` },
        ]}
      />
      {isRunning && <AutoRefresh everyMs={1_000} />}
      <div className="space-y-6">
        {problem && (
          <Alert tone="danger" title="The rest was not done">
            {problem}
          </Alert>
        )}
        <Card title="Progress">
          <How run={run} />
          {!isRunning && run.failed > 0 && can(ctx, 'sims:write') && (
            <Form
              action={retry.bind(null, ctx.tenant.slug)}
              submit="Retry what was not done"
              variant="secondary"
              className="mt-4"
            >
              <input type="hidden" name="id" value={run.id} />
            </Form>
          )}
        </Card>
        {run.failed > 0 && (
          <FailuresTable
            {...failures}
            rows={failures.rows.map((row) => ({ ...row, href: `${home}/sims/${row.simId}` }))}
          />
        )}
      </div>
    </>
  )
}

const inText = (count: number) => count.toLocaleString('en')

function How({ run: { total, ok, failed, status } }: { run: RunRow }) {
  const done = ok + failed
  return (
    <div className="space-y-3" aria-live="polite">
      <Progress
        label="Progress"
        value={status === 'finished' ? 1 : done}
        max={status === 'finished' ? 1 : Math.max(total, done, 1)}
      />
      <p>
        {status === 'running'
          ? `${inText(done)} of ${inText(total)} SIMs so far.`
          : `${inText(ok)} ${ok === 1 ? 'SIM' : 'SIMs'} done, ${inText(failed)} not.`}
      </p>
    </div>
  )
}
