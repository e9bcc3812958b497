import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import type { OwnEsim } from '@/lib/store/own-esims'

type Props = {
  base: string
  esims: readonly OwnEsim[]
  /** Where the list goes on; null at its end. */
  next: string | null
}

/** The SIMs of a buyer: to the codes of those that he bought here, and to more data. */
export const EsimsCard = ({ base, esims, next }: Props) =>
  esims.length > 0 && (
    <Card title="My SIMs">
      <ul className="divide-y">
        {esims.map(({ token, plan, iccid, left, base: counted, endsAt, canAdd, simId, isAutomatic }) => (
          <li
            key={simId}
            className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              {token ? (
                <a href={`${base}/orders/${token}`} className="link font-medium">
                  {plan}
                </a>
              ) : (
                <p className="font-medium">{plan}</p>
              )}
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
                  <a href={`${base}/account/esims/${simId}`} aria-label={`Automatic refill of SIM ${iccid}`}>
                    Automatic refill
                  </a>
                </Button>
              )}
              {canAdd && (
                <Button asChild variant="secondary" size="sm">
                  <a
                    href={token ? `${base}/orders/${token}/refill` : `${base}/account/esims/${simId}/refill`}
                    aria-label={`Add data to SIM ${iccid}`}
                  >
                    Add data
                  </a>
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {next && (
        <a
          href={`${base}/account?before=${next}`}
          className="link mt-3 inline-flex min-h-11 items-center text-sm"
        >
          Earlier SIMs
        </a>
      )}
    </Card>
  )
