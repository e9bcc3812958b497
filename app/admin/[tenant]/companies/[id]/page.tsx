import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Stat } from '@/components/ui/stat'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { countByState } from '@/lib/sims/status'
import { getCompany } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { SimStatus } from '../../sims/sim-status'
import { bounded } from '../words'
import { CompanyHeader } from './company-header'

export const metadata: Metadata = { title: 'Company' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ saved?: string }>
}

export default async function CompanyPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:read')) return <Denied need="see companies" home={`/admin/${slug}`} />
  const company = await found(getCompany(ctx, id))
  return (
    <>
      <CompanyHeader company={company} slug={slug} current="" />
      <div className="space-y-6">
        {(await searchParams).saved !== undefined && (
          <Alert tone="success" role="status">
            {company.name} is created.
          </Alert>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Stat
            label="SIMs"
            value={bounded(company.simCount)}
            href={`/admin/${slug}/sims?company=${company.id}`}
          />
          <Stat
            label="End users"
            value={bounded(company.endUserCount)}
            href={`/admin/${slug}/companies/${company.id}/end-users`}
          />
        </div>
        <Card title="SIMs by status" flush={company.simsByStatus.length > 0}>
          {company.simsByStatus.length > 0 ? (
            <Table label="SIMs by status" className="border-t">
              <TableHead>
                <tr>
                  <TableHeader>Status</TableHeader>
                  <TableHeader className="text-end">SIMs</TableHeader>
                </tr>
              </TableHead>
              <TableBody>
                {countByState(company.simsByStatus).map(({ state, count }) => (
                  <TableRow key={state}>
                    <TableCell>
                      <SimStatus state={state} />
                    </TableCell>
                    <TableCell className="text-end tabular-nums">{bounded(count)}</TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          ) : (
            <EmptyState title="No SIMs yet">
              Set this company for SIMs in the list of SIMs, or choose it when you upload them.
            </EmptyState>
          )}
        </Card>
      </div>
    </>
  )
}
