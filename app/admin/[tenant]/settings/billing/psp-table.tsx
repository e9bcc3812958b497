import Link from 'next/link'
import { Status } from '@/components/layout/status'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { PspRow } from '@/lib/payments/connections-list'

type Props = { rows: readonly PspRow[]; root: string; timezone: string }

/** The connected PSPs, each a link by its name. */
export const PspTable = ({ rows, root, timezone }: Props) => (
  <Table label="Connected PSPs" className="border-t">
    <TableHead>
      <tr>
        {['Name', 'Account', 'State', 'Last event'].map((each) => (
          <TableHeader key={each}>{each}</TableHeader>
        ))}
      </tr>
    </TableHead>
    <TableBody>
      {rows.map(({ id, name, label, accountName, mode, status, health }) => (
        <TableRow key={id}>
          <TableCell>
            <Link href={`${root}/${id}`} className="font-medium text-primary hover:underline">
              {name}
            </Link>
          </TableCell>
          <TableCell>{accountName ? `${label}, ${accountName}` : label}</TableCell>
          <TableCell>
            <span className="flex flex-wrap items-center gap-2">
              <Status value={status} />
              {mode === 'test' && <TestModeBadge />}
            </span>
          </TableCell>
          <TableCell className="text-muted-foreground">
            {health.lastEventAt ? <Time value={health.lastEventAt} timeZone={timezone} /> : 'None yet'}
          </TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
)
