import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listConnectionNames } from '@/lib/connections/list'
import { ImportQuery, listImports } from '@/lib/sims/import/get'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { ImportsTable } from './imports-table'
import { problemState } from './problems'
import { UploadForm } from './upload-form'

export const metadata: Metadata = { title: 'Upload SIMs' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function ImportPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  const home = `/admin/${slug}`
  if (!can(ctx, 'sims:read') || ctx.companyId) return <Denied need="see uploads" home={home} />
  const query = readQuery(await searchParams)
  const [operators, companies, page] = await Promise.all([
    listConnectionNames(ctx, 'telecom'),
    listCompanyNames(ctx),
    listImports(ctx, ImportQuery.parse(query)),
  ])
  const upload = `/api/admin/${encodeURIComponent(slug)}/imports`
  return (
    <>
      <PageHeader
        title="Upload SIMs"
        description="A file is checked first: you see what is new, known and wrong before anything is imported."
        breadcrumbs={[{ label: 'SIMs', href: `${home}/sims` }]}
      />
      <div className="space-y-6">
        {can(ctx, 'sims:write') && (
          <Card
            title="New file"
            description={
              <>
                CSV or Excel with a column ICCID. Start from a template:{' '}
                <a className="underline underline-offset-4" href={`${upload}/template?as=xlsx`} download>
                  Excel
                </a>{' '}
                or{' '}
                <a className="underline underline-offset-4" href={`${upload}/template?as=csv`} download>
                  CSV
                </a>
                .
              </>
            }
          >
            {operators.length ? (
              <UploadForm
                url={upload}
                operators={operators}
                companies={companies}
                initial={problemState(query.problem)}
              />
            ) : (
              <EmptyState
                title="No telecom yet"
                action={
                  <Button asChild>
                    <Link href={`${home}/settings/telecoms`}>Add a telecom</Link>
                  </Button>
                }
              >
                Every SIM belongs to a telecom. Connect one, or add your own stock.
              </EmptyState>
            )}
          </Card>
        )}
        <ImportsTable
          rows={page.rows.map((row) => ({ ...row, href: `${home}/sims/import/${row.id}` }))}
          next={page.next}
        />
      </div>
    </>
  )
}
