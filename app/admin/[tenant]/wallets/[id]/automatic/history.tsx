import Link from 'next/link'
import { EmptyState } from '@/components/layout/empty-state'
import { Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { inMoney } from '@/components/wallets/in-money'
import type { RefillRow } from '@/lib/refills/list'

type Props = { rows: RefillRow[]; hasMore: boolean; root: string; timezone: string }

/** The newest automatic refills of a wallet, each with what came of it. */
export const History = ({ rows, hasMore, root, timezone }: Props) => (
  <Card
    title="Automatic refills"
    flush={rows.length > 0}
    footer={
      hasMore && (
        <Link href={`${root}?origin=automatic`} className="link">
          All automatic refills
        </Link>
      )
    }
  >
    {rows.length === 0 ? (
      <EmptyState title="None yet">Each one stands here with its outcome.</EmptyState>
    ) : (
      <Table label="Automatic refills" className="border-t">
        <TableHead>
          <tr>
            <TableHeader>Date</TableHeader>
            <TableHeader className="text-end">Amount</TableHeader>
            <TableHeader>Status</TableHeader>
            <TableHeader>Outcome</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {rows.map(({ id, createdAt, amount, currency, status, problem }) => (
            <TableRow key={id}>
              <TableCell>
                <Link href={`${root}/${id}`} className="font-medium hover:underline">
                  <Time value={createdAt} timeZone={timezone} />
                </Link>
              </TableCell>
              <TableCell className="text-end tabular-nums">{inMoney(amount, currency)}</TableCell>
              <TableCell>
                <Status value={status} />
              </TableCell>
              <TableCell className="whitespace-normal">{problem ?? '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
  </Card>
)
