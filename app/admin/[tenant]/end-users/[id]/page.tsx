import type { Metadata } from 'next'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { simStateOf } from '@/lib/sims/status'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { type EndUserSim, getEndUser } from '@/lib/tenancy/end-users'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { OwnerMethods } from '../../payment-methods/owner-methods'
import { SimStatus } from '../../sims/sim-status'
import { OwnerWallets } from '../../wallets/owner-wallets'
import { save } from '../actions'
import { endUserFields } from '../end-user-fields'

export const metadata: Metadata = { title: 'End user' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ saved?: string; added?: string }>
}

export default async function EndUserPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'companies:read')) return <Denied need="see end users" home={`/admin/${slug}`} />
  const [person, companies] = await Promise.all([found(getEndUser(ctx, id)), listCompanyNames(ctx)])
  const isFixed = !can(ctx, 'companies:write')
  const { saved, added } = await searchParams
  return (
    <>
      <PageHeader
        title={person.name || person.email}
        breadcrumbs={[{ label: 'End users', href: `/admin/${slug}/end-users` }]}
        description={person.name ? person.email : undefined}
      />
      <div className="space-y-6">
        {saved !== undefined && (
          <Alert tone="success" role="status">
            {person.email} is an end user now.
          </Alert>
        )}
        {can(ctx, 'wallets:read') && !ctx.companyId && (
          <OwnerWallets ctx={ctx} owner={id} fill={{ email: person.email }} />
        )}
        {can(ctx, 'methods:read') && <OwnerMethods ctx={ctx} owner={id} added={added} />}
        <Sims sims={person.sims} root={`/admin/${slug}/sims`} timezone={timezone} />
        <Card title="End user details">
          <Form
            action={save.bind(null, slug)}
            fields={endUserFields(companies, person, isFixed)}
            submit={isFixed ? null : 'Save'}
          >
            <input type="hidden" name="id" value={person.id} />
          </Form>
        </Card>
      </div>
    </>
  )
}

const Sims = ({ sims, root, timezone }: { sims: EndUserSim[]; root: string; timezone: string }) => (
  <Card title="SIMs" flush={sims.length > 0}>
    {sims.length > 0 ? (
      <Table label="SIMs" className="border-t">
        <TableHead>
          <tr>
            {['ICCID', 'Status', 'Plan', 'Data left', 'Ends'].map((each) => (
              <TableHeader key={each}>{each}</TableHeader>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {sims.map(({ id, iccid, plan, dataLeft, endsAt, ...sim }) => (
            <TableRow key={id}>
              <TableCell className="font-mono text-[0.8125rem]">
                <Link href={`${root}/${id}`} className="hover:underline">
                  {iccid}
                </Link>
              </TableCell>
              <TableCell>
                <SimStatus state={simStateOf(sim)} />
              </TableCell>
              <TableCell>{plan ?? '–'}</TableCell>
              <TableCell>{dataLeft === null ? '–' : formatBytes(dataLeft)}</TableCell>
              <TableCell>{endsAt ? <Time value={endsAt} only="date" timeZone={timezone} /> : '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    ) : (
      <EmptyState title="No SIMs yet">Set this end user on the page of a SIM.</EmptyState>
    )}
  </Card>
)
