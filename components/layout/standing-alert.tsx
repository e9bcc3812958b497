import type { ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'
import { Time } from '@/components/ui/time'
import type { Standing } from '@/lib/refills/automatic-standing'

type Props = {
  standing: Standing
  timezone: string
  /** What else there is to say. */
  more?: ReactNode
  actions?: ReactNode
}

const titles = {
  inFlight: 'A refill is on its way',
  waiting: 'It is tried again later',
  capped: 'A limit is reached',
  blocked: 'It does not go on by itself',
}

/** Why nothing is refilled just now; nothing where all is well. */
export function StandingAlert({ standing, timezone, more, actions }: Props) {
  if (standing.kind === 'off' || standing.kind === 'ready') return null
  return (
    <Alert
      tone={standing.kind === 'blocked' ? 'danger' : standing.kind === 'inFlight' ? 'info' : 'warning'}
      title={titles[standing.kind]}
      actions={actions}
    >
      <p>
        {standing.text} {more}{' '}
        {'until' in standing && (
          <>
            It goes on after <Time value={standing.until} timeZone={timezone} />.
          </>
        )}
      </p>
    </Alert>
  )
}
