import { Alert } from '@/components/ui/alert'
import { Time } from '@/components/ui/time'
import type { DisputeDetail } from '@/lib/disputes/get'

type Props = { dispute: DisputeDetail; timezone: string }

const decides =
  'The bank has the evidence and decides. That can take up to three months; there is nothing to do here.'

const calmWords: Record<string, { title: string; text: string }> = {
  under_review: { title: 'Under review', text: decides },
  appeal_under_review: { title: 'Under review', text: decides },
  warning_under_review: {
    title: 'Under review',
    text: 'The bank reads the answer to its question. No money has moved; it may still become a dispute.',
  },
  warning_closed: { title: 'Closed', text: 'The bank asks no more, and no money has moved.' },
  prevented: { title: 'Prevented', text: 'The money went back to the buyer before it became a dispute.' },
}

/** What it means, and what to do by when. */
export const WhereItStands = ({ dispute, timezone }: Props) => {
  const { status, dueBy, answering, canAnswer, isWaiting, psp } = dispute
  if (answering === 'evidence' || answering === 'acceptance')
    return (
      <Alert title="Your answer is being handed in">
        {psp} has not confirmed it yet. It is tried again until it does.
      </Alert>
    )
  if (isWaiting && dueBy && dueBy < new Date())
    return (
      <Alert
        tone="danger"
        title={
          <>
            The time to answer ended <Time value={dueBy} timeZone={timezone} />
          </>
        }
      >
        {psp} has not said yet what becomes of it. Most banks take no answer now.
      </Alert>
    )
  if (isWaiting)
    return (
      <Alert
        tone="warning"
        title={
          dueBy ? (
            <>
              Answer by <Time value={dueBy} timeZone={timezone} />
            </>
          ) : (
            'It waits for an answer'
          )
        }
      >
        {status.startsWith('warning_')
          ? 'The bank only asks: no money has moved. A refund ends it, and so may a good answer.'
          : 'The bank has taken the money back. Without an answer it stays with the buyer.'}{' '}
        {canAnswer
          ? 'Read the evidence below, and hand it in: that counts once and for all.'
          : `${psp} takes no answers here. Answer it in its own portal.`}
      </Alert>
    )
  if (status === 'lost')
    return (
      <Alert tone="danger" title="Lost">
        {dispute.acceptedAt ? 'It was given up. ' : ''}The buyer keeps the money.
      </Alert>
    )
  if (status === 'won')
    return (
      <Alert tone="success" title="Won">
        The bank decided for you.
      </Alert>
    )
  const calm = calmWords[status]
  return calm ? <Alert title={calm.title}>{calm.text}</Alert> : null
}
