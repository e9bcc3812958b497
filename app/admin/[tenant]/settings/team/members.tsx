import { Form } from '@/components/form/form'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { Member } from '@/lib/tenancy/members'
import { roleLabels } from '@/lib/tenancy/permissions'
import { remove, setRole } from './actions'
import { type Company, placementFields } from './placement-fields'

type Props = {
  slug: string
  members: readonly Member[]
  companies: readonly Company[]
  myself: string
  timezone: string
  mayChange: boolean
  isOwner: boolean
}

/** Who is in the team, with a way to change and to remove each. */
export const Members = ({ members, companies, timezone, ...props }: Props) => (
  <Card title="Members" flush>
    <Table label="Members" className="border-t">
      <TableHead>
        <tr>
          <TableHeader>Member</TableHeader>
          <TableHeader>Role</TableHeader>
          <TableHeader>Since</TableHeader>
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {members.map((member) => (
          <TableRow key={member.userId}>
            <TableCell>
              <span className="font-medium">{member.name}</span>{' '}
              {member.userId === props.myself && <Badge>You</Badge>}
              <span className="block text-muted-foreground">{member.email}</span>
            </TableCell>
            <TableCell>
              {roleLabels[member.role]}
              <span className="block text-muted-foreground empty:hidden">
                {companies.find(({ id }) => id === member.companyId)?.name}
              </span>
            </TableCell>
            <TableCell>
              <Time value={member.createdAt} only="date" timeZone={timezone} />
            </TableCell>
            <TableCell>
              <Actions member={member} companies={companies} {...props} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)

type ActionProps = Omit<Props, 'members' | 'timezone'> & { member: Member }

function Actions({ member, companies, slug, myself, mayChange, isOwner }: ActionProps) {
  const isMe = member.userId === myself
  const mayTouch = mayChange && (isOwner || member.role !== 'owner')
  return (
    <div className="flex justify-end gap-2">
      {mayTouch && (
        <Dialog trigger="Change role" size="sm" title={`Change the role of ${member.name}`}>
          <Form action={setRole.bind(null, slug)} fields={placementFields(isOwner, companies, member)}>
            <input type="hidden" name="userId" value={member.userId} />
          </Form>
        </Dialog>
      )}
      {(mayTouch || isMe) && (
        <Dialog
          trigger={isMe ? 'Leave' : 'Remove'}
          size="sm"
          title={isMe ? 'Leave the organization?' : `Remove ${member.name}?`}
          description={
            isMe
              ? 'You lose access at once. Someone of the team can invite you again.'
              : `${member.email} loses access at once. What was done stays in the records.`
          }
        >
          <Form action={remove.bind(null, slug)} submit={isMe ? 'Leave' : 'Remove'} variant="danger">
            <input type="hidden" name="userId" value={member.userId} />
          </Form>
        </Dialog>
      )}
    </div>
  )
}
