import Link from 'next/link'
import { Status } from '@/components/layout/status'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import type { SimRefill } from '@/lib/settlement/refills-of-sim'

type Props = { refills: readonly SimRefill[]; home: string; seesOrders: boolean }

/** What was added to a SIM, or waits for its payment, the newest first. */
export const Refills = ({ refills, home, seesOrders }: Props) => {
  const [waiting] = refills.filter(({ payLink }) => payLink)
  return (
    refills.length > 0 && (
      <Card title="Refills" flush>
        {waiting?.payLink && (
          <div className="border-t p-4 sm:px-6">
            <CopyField
              label="Link to pay"
              value={waiting.payLink}
              hint="Whoever has it can pay the refill; it was sent by e-mail too."
            />
          </div>
        )}
        <Table label="Refills" className="border-t">
          <TableHead>
            <tr>
              {['Data', 'Price', 'Paid', 'Status', 'When'].map((each) => (
                <TableHeader key={each}>{each}</TableHeader>
              ))}
            </tr>
          </TableHead>
          <TableBody>
            {refills.map(({ id, bytes, base, days, price, status, isFromWallet, isAutomatic, createdAt }) => {
              const size = `${formatBytes(bytes, base)}, ${days} days`
              return (
                <TableRow key={id}>
                  <TableCell className="font-medium">
                    {seesOrders ? (
                      <Link href={`${home}/orders/${id}`} className="link">
                        {size}
                      </Link>
                    ) : (
                      size
                    )}
                  </TableCell>
                  <TableCell>{formatMoney(price)}</TableCell>
                  <TableCell>
                    {isFromWallet ? 'Company wallet' : 'By its buyer'}{' '}
                    {isAutomatic && <Badge tone="accent">Automatic</Badge>}
                  </TableCell>
                  <TableCell>
                    <Status value={status} />
                  </TableCell>
                  <TableCell>
                    <Time value={createdAt} />
                  </TableCell>
                </TableRow>
              )
            })}
          </TableBody>
        </Table>
      </Card>
    )
  )
}
