import Link from 'next/link'
import { EmptyState } from '@/components/layout/empty-state'
import { Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { OrderRow } from '@/lib/orders/list'

type Props = { rows: readonly OrderRow[]; root: string; timezone: string }

/** The newest orders. */
export const RecentOrders = ({ rows, root, timezone }: Props) => (
  <Card
    title="Recent orders"
    actions={
      <Link href={`${root}/orders`} className="text-primary text-sm hover:underline">
        All orders
      </Link>
    }
    flush
  >
    {rows.length ? (
      <Table label="Recent orders" className="border-t">
        <TableHead>
          <tr>
            {['Order', 'Buyer and plan', 'Amount', 'Status', 'Created'].map((each) => (
              <TableHeader key={each}>{each}</TableHeader>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {rows.map(({ id, email, plan, price, status, createdAt }) => (
            <TableRow key={id}>
              <TableCell>
                <Link
                  href={`${root}/orders/${id}`}
                  className="font-mono text-[0.8125rem] text-primary hover:underline"
                >
                  {id.slice(-8)}
                </Link>
              </TableCell>
              <TableCell className="max-w-56">
                <p className="truncate">{email}</p>
                <p className="truncate text-muted-foreground">{plan}</p>
              </TableCell>
              <TableCell className="tabular-nums">{formatMoney(price)}</TableCell>
              <TableCell>
                <Status value={status} />
              </TableCell>
              <TableCell className="text-muted-foreground">
                <Time value={createdAt} only="date" timeZone={timezone} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    ) : (
      <EmptyState title="No orders yet">What customers buy in your store stands here.</EmptyState>
    )}
  </Card>
)
