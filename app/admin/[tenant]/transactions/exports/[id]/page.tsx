import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { AppError } from '@/lib/core/error'
import { can } from '@/lib/tenancy/permissions'
import { getExport } from '@/lib/transactions/export'
import { tenantContext } from '@/lib/web/session'

export const metadata: Metadata = { title: 'Export' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function ExportPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'payments:export')) return <Denied need="export payments" home={root} />
  const { status, format, problem, doneRows } = await getExport(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const count = `${doneRows.toLocaleString('en')} ${doneRows === 1 ? 'transaction' : 'transactions'}`
  return (
    <>
      <PageHeader
        title="Export"
        badge={<Status value={status} />}
        breadcrumbs={[{ label: 'Transactions', href: `${root}/transactions` }]}
      />
      {status === 'running' && <AutoRefresh everyMs={1_000} />}
      <Card title={`Transactions as ${format.toUpperCase()}`}>
        <div className="space-y-4" aria-live="polite">
          {problem && (
            <Alert tone="danger" title="The file was not finished">
              {problem}
            </Alert>
          )}
          <p>{status === 'finished' ? `${count} in the file.` : `${count} so far.`}</p>
          {status === 'finished' && (
            <>
              <p className="text-muted-foreground text-sm">
                Only you can download it. It is cleared away after seven days.
              </p>
              <Button asChild>
                <a href={`/api/admin/${slug}/exports/${id}`} download>
                  Download {format.toUpperCase()}
                </a>
              </Button>
            </>
          )}
        </div>
      </Card>
    </>
  )
}
