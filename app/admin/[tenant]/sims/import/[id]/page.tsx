import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { AutoRefresh } from '@/components/layout/auto-refresh'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Status } from '@/components/layout/status'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Alert } from '@/components/ui/alert'
import { Time } from '@/components/ui/time'
import { AppError } from '@/lib/core/error'
import { getImport, ImportQuery } from '@/lib/sims/import/get'
import { can } from '@/lib/tenancy/permissions'
import { type TenantContext, tenantContext } from '@/lib/web/session'
import { importTones } from '../tones'
import { Result } from './result'
import { RowsTable } from './rows-table'

export const metadata: Metadata = { title: 'Upload' }

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: TenantContext, id: string, query: SearchParams) {
  try {
    return await getImport(ctx, id, ImportQuery.parse(readQuery(query)))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}

export default async function OneImportPage({ params, searchParams }: Props) {
  const { tenant: slug, id } = await params
  const ctx = await tenantContext(slug)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:read') || ctx.companyId) return <Denied need="see uploads" home={home} />
  const query = await searchParams
  const { file, rows, earlier } = await find(ctx, id, query)
  const isBusy = file.status === 'checking' || file.status === 'uploaded' || file.status === 'importing'
  return (
    <>
      <PageHeader
        title={file.fileName}
        badge={<Status value={file.status} tone={importTones[file.status]} />}
        description={`${file.operator}${file.company ? `, for ${file.company}` : ''}`}
        breadcrumbs={[
          { label: 'SIMs', href: `${home}/sims` },
          { label: 'Upload SIMs', href: `${home}/sims/import` },
        ]}
      />
      {isBusy && <AutoRefresh everyMs={1_000} />}
      <div className="space-y-6">
        {earlier && file.status === 'checked' && (
          <Alert tone="warning" title="The same file was imported before">
            On <Time value={earlier.createdAt} />:{' '}
            <Link className="underline underline-offset-4" href={`${home}/sims/import/${earlier.id}`}>
              see its result
            </Link>
            . SIMs that are here already are not imported twice.
          </Alert>
        )}
        <Result slug={ctx.tenant.slug} file={file} mayChange={can(ctx, 'sims:write')} />
        {(rows.rows.length > 0 || query.result) && <RowsTable {...rows} />}
      </div>
    </>
  )
}
