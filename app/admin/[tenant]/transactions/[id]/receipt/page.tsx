import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { PrintButton } from '@/components/layout/print-button'
import { ReceiptSheet } from '@/components/layout/receipt-sheet'
import { can } from '@/lib/tenancy/permissions'
import { getReceipt } from '@/lib/transactions/receipt'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'

export const metadata: Metadata = { title: 'Receipt' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function ReceiptPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  if (!can(ctx, 'payments:read')) return <Denied need="see payments" home={`/admin/${ctx.tenant.slug}`} />
  const receipt = await found(getReceipt(ctx, id))
  return (
    <div className="space-y-4">
      <nav aria-label="Breadcrumbs" className="mx-auto max-w-2xl text-sm print:hidden">
        <Link href={`/admin/${ctx.tenant.slug}/transactions/${id}`} className="link">
          Back to the payment
        </Link>
      </nav>
      <ReceiptSheet receipt={receipt} timezone={ctx.tenant.timezone} />
      <p className="text-center">
        <PrintButton />
      </p>
    </div>
  )
}
