import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { StandingAlert } from '@/components/layout/standing-alert'
import { AddMethodLink } from '@/components/paying/add-method-link'
import { Button } from '@/components/ui/button'
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

/** Why a wallet does not refill itself just now, and what to do about it; nothing where all is well. */
export function StandingNote({ view: { standing, due }, walletId, timezone, retry, addHref }: Props) {
  const isStopped = standing.kind === 'blocked' || standing.kind === 'waiting'
  return (
    <StandingAlert
      {...{ standing, timezone }}
      more={due && `${formatMoney(due)} should be added now.`}
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
    />
  )
}
