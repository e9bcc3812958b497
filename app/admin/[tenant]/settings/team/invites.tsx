import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { type Role, roleLabels } from '@/lib/tenancy/permissions'
import { withdraw } from './actions'

type Invite = { id: string; email: string; role: Role | null; expiresAt: Date }
type Props = { slug: string; invites: readonly Invite[]; mayChange: boolean; timezone: string }

/** Invitations that nobody has used yet. */
export const Invites = ({ slug, invites, mayChange, timezone }: Props) => (
  <Card title="Open invitations" flush>
    <Table label="Open invitations" className="border-t">
      <TableHead>
        <tr>
          {['Email', 'Role', 'Works until'].map((each) => (
            <TableHeader key={each}>{each}</TableHeader>
          ))}
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {invites.map(({ id, email, role, expiresAt }) => (
          <TableRow key={id}>
            <TableCell className="font-medium">{email}</TableCell>
            <TableCell>{role && roleLabels[role]}</TableCell>
            <TableCell>
              <Time value={expiresAt} timeZone={timezone} />
            </TableCell>
            <TableCell>
              {mayChange && (
                <Form
                  action={withdraw.bind(null, slug)}
                  submit="Withdraw"
                  variant="secondary"
                  className="flex justify-end"
                >
                  <input type="hidden" name="id" value={id} />
                </Form>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
