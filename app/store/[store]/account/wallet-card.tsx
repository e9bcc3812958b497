import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { inMoney } from '@/components/wallets/in-money'
import { newToken } from '@/lib/core/secrets'
import type { WalletRow } from '@/lib/wallets/list'
import { AddMoney } from './add-money'

type Props = { address: string; base: string; wallet: WalletRow }

/** A wallet of one's own: what is in it, and what can be done with it. */
export function WalletCard({ address, base, wallet }: Props) {
  const { id, settled, available, held, currency, isEnabled, mode } = wallet
  const here = `${base}/account/wallets/${id}`
  return (
    <Card
      title={
        <>
          Wallet in {currency} {mode === 'test' && <Badge tone="warning">Test</Badge>}{' '}
          {!isEnabled && <Badge>Switched off</Badge>}
        </>
      }
      actions={isEnabled && <AddMoney {...{ address, wallet }} formKey={newToken()} />}
      footer={
        <span className="flex flex-wrap gap-x-6">
          <Link href={here} className="link inline-flex min-h-11 items-center">
            Statement
          </Link>
          <Link href={`${here}/automatic`} className="link inline-flex min-h-11 items-center">
            Automatic refill
          </Link>
        </span>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        <Figure term="Balance" value={inMoney(settled, currency)} />
        <Figure term="Available" value={inMoney(available, currency)} />
        {held > 0n && <Figure term="Held" value={inMoney(held, currency)} />}
      </dl>
    </Card>
  )
}

const Figure = ({ term, value }: { term: string; value: string }) => (
  <div>
    <dt className="text-muted-foreground text-sm">{term}</dt>
    <dd className="font-semibold text-xl tabular-nums">{value}</dd>
  </div>
)
