import { Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { type Base, formatBytes } from '@/lib/core/bytes'
import type { SimAssignment } from '@/lib/sims/get'

type Props = { assignments: readonly SimAssignment[]; timezone: string }

/** The plans that were put on a SIM, the newest first. */
export const Plans = ({ assignments, timezone }: Props) =>
  assignments.length > 0 && (
    <Card title="Plans" flush>
      <Table label="Plans" className="border-t">
        <TableHead>
          <tr>
            {['Plan', 'Version', 'Status', 'Used', 'Started', 'Ends'].map((each) => (
              <TableHeader key={each}>{each}</TableHeader>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {assignments.map(({ id, plan, version, status, startsAt, endsAt, ...data }) => (
            <TableRow key={id}>
              <TableCell className="font-medium">{data.isRefill ? `Refill: ${plan}` : plan}</TableCell>
              <TableCell>{version}</TableCell>
              <TableCell>
                <Status value={status} />
              </TableCell>
              <TableCell>{used(data)}</TableCell>
              <TableCell>{startsAt ? <Time value={startsAt} timeZone={timezone} /> : 'Not yet'}</TableCell>
              <TableCell>{endsAt ? <Time value={endsAt} timeZone={timezone} /> : '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )

function used({
  usedBytes,
  refillBytes,
  dataBytes,
  dataBase,
}: Pick<SimAssignment, 'usedBytes' | 'refillBytes' | 'dataBytes' | 'dataBase'>) {
  const base: Base = dataBase === 1024 ? 1024 : 1000
  const all = refillBytes ?? dataBytes
  const most = all === null ? 'unlimited' : formatBytes(all, base)
  return `${formatBytes(usedBytes, base)} of ${most}`
}
