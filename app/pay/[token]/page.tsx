import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { DescriptionList } from '@/components/layout/description-list'
import { PayInstructions } from '@/components/paying/pay-instructions'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import { consentText } from '@/lib/payment-methods/consent'
import type { Stage } from '@/lib/refills/view'
import { type PayWay, payWaysOf, savedWaysOf } from '@/lib/store/pay-ways'
import { buyerOf } from '@/lib/web/buyer'
import { findPayPage } from '@/lib/web/pay'
import { LookAgain } from '../../store/[store]/orders/[token]/look-again'
import { payByPost } from './actions'
import { PayForm } from './pay-form'

type Props = { params: Promise<{ token: string }> }

export const metadata: Metadata = { title: 'Pay' }

const headings: Record<Stage, string> = {
  open: 'Add money',
  confirm: 'Confirm the payment',
  failed: 'Payment failed',
  pending: 'Payment pending',
  applying: 'Payment received',
  paid: 'Paid',
  over: 'This page has ended',
  refunded: 'Refunded',
}

const submits: Partial<Record<Stage, string>> = { confirm: 'Confirm', failed: 'Try again: pay' }

export default async function PayPage({ params }: Props) {
  const { token } = await params
  const refill = await findPayPage(token)
  if (!refill) notFound()
  const { stage, text, isWaiting, price } = refill
  return (
    <div className="space-y-6">
      <div aria-live="polite" className="space-y-2">
        <h1 className="font-semibold text-3xl">
          {stage === 'open' && refill.kind === 'sim' ? 'Add data' : headings[stage]}
        </h1>
        <p className="text-lg text-muted-foreground">{text}</p>
      </div>
      {isWaiting && <LookAgain awaits={refill.instructions ? 'money' : 'answer'} />}
      <Card>
        <DescriptionList
          items={[
            { term: 'What', value: refill.title },
            { term: 'For', value: refill.whose },
            { term: 'Amount', value: <strong>{formatMoney(price)}</strong> },
            { term: 'Note', value: refill.comment || null },
            ...(refill.canBePaid ? [{ term: 'Pay until', value: <Time value={refill.expiresAt} /> }] : []),
          ]}
        />
      </Card>
      {refill.instructions && <PayInstructions instructions={refill.instructions} />}
      {refill.canBePaid && <Ways token={token} refill={refill} />}
    </div>
  )
}

type Payable = NonNullable<Awaited<ReturnType<typeof findPayPage>>>

async function Ways({ token, refill }: { token: string; refill: Payable }) {
  const buyer = await buyerOf(refill.tenantId)
  const { awaited, mode } = refill
  const saved = buyer ? await savedWaysOf(buyer, refill.price, null, mode) : []
  const ways: PayWay[] = [
    ...(awaited
      ? [
          {
            ...{ id: awaited.methodId, kind: 'saved' as const, label: awaited.label, mode },
            ...{ hint: 'The saved card. Its bank asks you to confirm.', card: null, canSave: false },
          },
        ]
      : []),
    ...saved.filter(({ id }) => id !== awaited?.methodId),
    ...(await payWaysOf(refill, refill.price, null, refill.mode)),
  ]
  return ways.length > 0 ? (
    <PayForm
      token={token}
      byPost={payByPost.bind(null, token)}
      ways={ways}
      consent={buyer && consentText(buyer.tenant.name)}
      price={formatMoney(refill.price)}
      submit={submits[refill.stage] ?? 'Pay'}
    />
  ) : (
    <Alert tone="warning" title="No way to pay at the moment">
      {refill.organization} cannot take this payment just now. Nothing was charged; come back later.
    </Alert>
  )
}
