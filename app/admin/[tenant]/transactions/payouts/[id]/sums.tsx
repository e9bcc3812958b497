import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { formatMoney } from '@/lib/core/money'
import type { PayoutDetail } from '@/lib/payouts/get'
import { kindWords } from './words'

/** What a payout is made of, by kind; the payout itself is what is left of it. */
export const Sums = ({ sums }: { sums: PayoutDetail['sums'] }) => (
  <Card title="Made of" flush>
    <Table label="Made of" className="border-t">
      <TableHead>
        <tr>
          <TableHeader>Kind</TableHeader>
          {['Lines', 'Gross', 'Fees', 'Net'].map((each) => (
            <TableHeader key={each} className="text-end">
              {each}
            </TableHeader>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {sums.map(({ id, kind, count, gross, fee, net }) => (
          <TableRow key={id}>
            <TableCell>{kindWords[kind]}</TableCell>
            <TableCell className="text-end tabular-nums">{count}</TableCell>
            {[gross, fee, net].map((value, index) => (
              <TableCell key={['gross', 'fee', 'net'][index]} className="text-end tabular-nums">
                {formatMoney(value)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
