import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { AddMethodLink } from '@/components/paying/add-method-link'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { AutomaticView } from '@/lib/refills/automatic-view'

type Props = {
  view: AutomaticView
  walletId: string
  timezone: string
  /** Tries again; null for who may not. */
  retry: FormAction | null
  /** The page where a payment method is added. */
  addHref: string
}

const titles = {
  inFlight: 'A refill is on its way',
  waiting: 'It is tried again later',
  capped: 'A limit is reached',
  blocked: 'It does not go on by itself',
}

/** Why a wallet does not refill itself just now, and what to do about it; nothing where all is well. */
export function StandingNote({ view: { standing, due }, walletId, timezone, retry, addHref }: Props) {
  if (standing.kind === 'off' || standing.kind === 'ready') return null
  const isStopped = standing.kind === 'blocked' || standing.kind === 'waiting'
  return (
    <Alert
      tone={standing.kind === 'blocked' ? 'danger' : standing.kind === 'inFlight' ? 'info' : 'warning'}
      title={titles[standing.kind]}
      actions={
        retry &&
        isStopped && (
          <>
            <Form action={retry} submit="Try again now" variant="secondary">
              <input type="hidden" name="walletId" value={walletId} />
            </Form>
            <Button asChild variant="ghost">
              <AddMethodLink href={addHref} />
            </Button>
          </>
        )
      }
    >
      <p>
        {standing.text} {due && `${formatMoney(due)} should be added now.`}{' '}
        {'until' in standing && (
          <>
            It goes on after <Time value={standing.until} timeZone={timezone} />.
          </>
        )}
      </p>
    </Alert>
  )
}
