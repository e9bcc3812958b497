import { Alert } from '@/components/ui/alert'
import { Time } from '@/components/ui/time'
import type { DisputeDetail } from '@/lib/disputes/get'

type Props = { dispute: DisputeDetail; timezone: string }

/** What it means, and what to do by when. */
export const WhereItStands = ({ dispute, timezone }: Props) => {
  const { status, dueBy, answering, canAnswer, isWaiting, psp } = dispute
  if (answering === 'evidence' || answering === 'acceptance')
    return (
      <Alert title="Your answer is being handed in">
        {psp} has not confirmed it yet. It is tried again until it does.
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
  return null
}
