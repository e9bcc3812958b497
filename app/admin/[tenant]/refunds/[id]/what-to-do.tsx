import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import type { RefundDetail } from '@/lib/refunds/get'

const tones = { free: 'success', look: 'info', used: 'warning' } as const

/** What waits for a person, and what the rules of the store say to it. */
export const WhatToDo = ({ refund, root }: { refund: RefundDetail; root: string }) => (
  <>
    {refund.status === 'asked' && refund.eligibility && (
      <Alert tone={tones[refund.eligibility.verdict]} title="The buyer waits for an answer">
        {refund.eligibility.because.join(' ')} {refund.obstacle}
      </Alert>
    )}
    {refund.task === 'pay_back' && refund.status === 'requested' && (
      <Alert tone="warning" title="Pay it by hand">
        {refund.psp} gives no money back by itself. Pay the buyer in another way, and note here how.
      </Alert>
    )}
    {refund.task === 'pay_back' && refund.status === 'failed' && (
      <Alert tone="danger" title="The buyer has not got the money">
        {refund.failureReason
          ? `The refund failed: ${refund.failureReason.replaceAll('_', ' ')}.`
          : 'The refund failed.'}{' '}
        The money is back with {refund.psp}. Refund it again, or pay it back another way.
      </Alert>
    )}
    {refund.task === 'take_back' && (
      <Alert tone="warning" title="The buyer still holds an eSIM that is not used">
        The money goes back, and nobody has taken the eSIM back yet. Take it back, or leave it to the buyer.
      </Alert>
    )}
    {refund.status === 'pending' && refund.pendingReason === 'insufficient_funds' && (
      <Alert tone="warning" title={`There is not enough money at ${refund.psp}`}>
        The refund waits until there is. Add funds to the balance there.
      </Alert>
    )}
    {refund.replacedById && (
      <Alert
        title="Another refund was made in its place"
        actions={
          <Link href={`${root}/refunds/${refund.replacedById}`} className="text-primary hover:underline">
            Open it
          </Link>
        }
      />
    )}
  </>
)
