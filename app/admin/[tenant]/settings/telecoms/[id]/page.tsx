import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { getTelecom } from '@/lib/telecom/list'
import { telecomNamed } from '@/lib/telecom/registry'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { AccountCard } from './account-card'
import { CapabilitiesCard } from './capabilities-card'
import { CatalogueCard } from './catalogue-card'
import { ChangeCards } from './change-cards'
import { TelecomHeader } from './telecom-header'

export const metadata: Metadata = { title: 'Telecom' }

type Props = {
  params: Promise<{ tenant: string; id: string }>
  searchParams: Promise<{ connected?: string }>
}

export default async function TelecomPage({ params, searchParams }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'connections:read')) return <Denied need="see the telecoms" home={`/admin/${slug}`} />
  const telecom = await found(getTelecom(ctx, id))
  const mayChange = can(ctx, 'connections:write')
  return (
    <>
      <TelecomHeader telecom={telecom} slug={slug} current="" />
      <div className="space-y-6">
        {(await searchParams).connected !== undefined && (
          <Alert tone="success" role="status">
            {telecom.name} is connected.
          </Alert>
        )}
        <AccountCard {...{ telecom, slug, timezone, mayChange }} />
        {telecom.canSync && <CatalogueCard {...{ telecom, slug, timezone, mayChange }} />}
        {telecom.webhookUrl && (
          <Card
            title="Webhooks"
            description="So that you hear of use and states at once, enter this address at the supplier."
          >
            <CopyField label="Webhook URL" value={telecom.webhookUrl} hint={telecom.webhookSetup} />
          </Card>
        )}
        <CapabilitiesCard telecom={telecom} />
        {mayChange && <ChangeCards telecom={telecom} slug={slug} provider={telecomNamed(telecom.provider)} />}
      </div>
    </>
  )
}
