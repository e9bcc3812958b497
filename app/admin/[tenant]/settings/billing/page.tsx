import { CreditCard } from 'lucide-react'
import type { Metadata } from 'next'
import NextForm from 'next/form'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listPsps } from '@/lib/payments/connections-list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { PspTable } from './psp-table'

export const metadata: Metadata = { title: 'Billing' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<{ left?: string }> }

export default async function BillingPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'connections:read')) return <Denied need="see payment providers" home={`/admin/${slug}`} />
  const rows = await listPsps(ctx)
  const { left } = await searchParams
  const add = can(ctx, 'connections:write') && (
    <NextForm action={`/admin/${slug}/settings/billing/new`}>
      <Button>Add PSP</Button>
    </NextForm>
  )
  return (
    <>
      <PageHeader
        title="Billing"
        description="The accounts at payment service providers (PSPs) that take your customers' money."
      />
      <div className="max-w-4xl space-y-6">
        {left && (
          <Alert tone="warning" title="One thing is left to do">
            {left === 'access'
              ? 'The PSP is deleted here, but the provider could not be told to end our access. End it there by hand, in the list of what is connected to your account.'
              : `The PSP is deleted here, but its webhook ${left.slice(0, 80)} is still at the provider. Delete it there by hand.`}
          </Alert>
        )}
        <Card title="PSPs" actions={rows.length > 0 && add} flush>
          {rows.length ? (
            <PspTable rows={rows} root={`/admin/${slug}/settings/billing`} timezone={timezone} />
          ) : (
            <EmptyState icon={<CreditCard />} title="No PSP yet" action={add}>
              Connect your account at Stripe, PayPal, Mollie or Cardknox, a payment page of your own, or take
              bank transfers. The money goes straight to you.
            </EmptyState>
          )}
        </Card>
      </div>
    </>
  )
}
