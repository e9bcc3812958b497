import { Plus, RadioTower } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listTelecoms } from '@/lib/telecom/list'
import { telecomProviders } from '@/lib/telecom/registry'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { TelecomCard } from './telecom-card'

export const metadata: Metadata = { title: 'Telecoms' }

export default async function TelecomsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'connections:read')) return <Denied need="see the telecoms" home={home} />
  const telecoms = await listTelecoms(ctx)
  const root = `${home}/settings/telecoms`
  return (
    <>
      <PageHeader title="Telecoms" description="Where your SIMs and eSIMs come from." />
      <div className="space-y-6">
        {telecoms.length > 0 ? (
          <ul className="grid gap-4 xl:grid-cols-2">
            {telecoms.map((telecom) => (
              <TelecomCard key={telecom.id} telecom={telecom} href={`${root}/${telecom.id}`} />
            ))}
          </ul>
        ) : (
          <Card>
            <EmptyState icon={<RadioTower />} title="No telecom yet">
              Connect a supplier of eSIMs, or add a stock for SIMs that you have bought and will upload.
            </EmptyState>
          </Card>
        )}
        {can(ctx, 'connections:write') && <AddTelecom root={root} />}
      </div>
    </>
  )
}

const AddTelecom = ({ root }: { root: string }) => (
  <Card title="Add a telecom">
    <ul className="divide-y">
      {telecomProviders.map(({ name, label, kind }) => (
        <li
          key={name}
          className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
        >
          <div>
            <p className="font-medium">{label}</p>
            <p className="text-muted-foreground text-sm">
              {kind === 'stock'
                ? 'SIMs and eSIMs that you upload from a file. No account needed.'
                : 'Sells eSIMs from its catalogue and delivers each one when it is bought.'}
            </p>
          </div>
          <Button asChild variant="secondary">
            <Link href={`${root}/new/${name}`}>
              <Plus aria-hidden />
              {kind === 'stock' ? 'Add your own stock' : `Connect ${label}`}
            </Link>
          </Button>
        </li>
      ))}
    </ul>
  </Card>
)
