import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import type { OwnEsim } from '@/lib/store/own-esims'

type Props = { base: string; esims: readonly OwnEsim[] }

/** The eSIMs of a buyer: to their codes, and to more data. */
export const EsimsCard = ({ base, esims }: Props) =>
  esims.length > 0 && (
    <Card title="My eSIMs">
      <ul className="divide-y">
        {esims.map(({ token, plan, iccid, left, base: counted, endsAt, canAdd, simId, isAutomatic }) => (
          <li
            key={token}
            className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              <a href={`${base}/orders/${token}`} className="link font-medium">
                {plan}
              </a>
              <p className="text-muted-foreground text-sm">
                <span className="break-all">{iccid}</span>
                {left !== null && `, ${formatBytes(left, counted)} left`}
                {endsAt && (
                  <>
                    , until <Time value={endsAt} />
                  </>
                )}
                {isAutomatic && ', refills itself'}
              </p>
            </div>
            <div className="flex flex-wrap gap-2">
              {(canAdd || isAutomatic) && (
                <Button asChild variant="ghost" size="sm">
                  <a href={`${base}/account/esims/${simId}`} aria-label={`Automatic refill of eSIM ${iccid}`}>
                    Automatic refill
                  </a>
                </Button>
              )}
              {canAdd && (
                <Button asChild variant="secondary" size="sm">
                  <a href={`${base}/orders/${token}/refill`}>Add data</a>
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
