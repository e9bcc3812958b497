import type { Metadata } from 'next'
import { PrintButton } from '@/components/layout/print-button'
import { ReceiptSheet } from '@/components/layout/receipt-sheet'
import { getOrderReceipt } from '@/lib/transactions/receipt'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'

export const metadata: Metadata = { title: 'Receipt', robots: { index: false, follow: false } }

type Props = { params: Promise<{ store: string; token: string }> }

/** For the buyer's books. */
export default async function OrderReceiptPage({ params }: Props) {
  const { store: address, token } = await params
  const { store, base } = await shopAt(address)
  const receipt = await found(getOrderReceipt(store, token))
  return (
    <div className="space-y-4">
      <ReceiptSheet receipt={receipt} />
      <p className="flex flex-wrap items-center justify-center gap-4 print:hidden">
        <PrintButton />
        <a href={`${base}/orders/${token}`} className="link inline-flex min-h-11 items-center">
          Back to the order
        </a>
      </p>
    </div>
  )
}
