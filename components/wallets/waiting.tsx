import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { WalletDetails } from '@/lib/wallets/details'
import { inMoney } from './in-money'

type Props = { details: WalletDetails; currency: string; timezone: string }
type Line = { id: string; text: string; amount: bigint; until: Date | null }

/** What is held of a wallet, and credit that was given and is unspent; nothing where there is neither. */
export function Waiting({ details: { holds, grants }, ...props }: Props) {
  if (!holds.length && !grants.length) return null
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      {holds.length > 0 && (
        <Lines
          title="Held"
          lines={holds.map(({ expiresAt, ...each }) => ({ ...each, until: expiresAt }))}
          {...props}
        />
      )}
      {grants.length > 0 && (
        <Lines
          title="Credit left"
          lines={grants.map(({ id, reason, rest, expiresAt }) => ({
            ...{ id, text: reason, amount: rest, until: expiresAt },
          }))}
          {...props}
        />
      )}
    </div>
  )
}

const Lines = ({
  title,
  lines,
  currency,
  timezone,
}: { title: string; lines: Line[] } & Omit<Props, 'details'>) => (
  <Card title={title} flush>
    <Table label={title} className="border-t">
      <TableHead>
        <tr>
          <TableHeader>For</TableHeader>
          <TableHeader>Ends</TableHeader>
          <TableHeader className="text-end">Amount</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {lines.map(({ id, text, amount, until }) => (
          <TableRow key={id}>
            <TableCell className="whitespace-normal">{text}</TableCell>
            <TableCell>{until ? <Time value={until} timeZone={timezone} /> : '–'}</TableCell>
            <TableCell className="text-end tabular-nums">{inMoney(amount, currency)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
