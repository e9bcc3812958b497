import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { alertKinds, kindNames } from '@/lib/alerts/kinds'
import { getNotifications, type Notification } from '@/lib/tenancy/notifications'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { save } from './actions'

export const metadata: Metadata = { title: 'Notifications' }

const words: Record<Notification['audience'], string> = {
  owners: 'Owners and admins',
  named: 'These addresses',
  nobody: 'Nobody: only the portal shows it',
}

const told = ({ audience, addresses }: Notification): string =>
  audience === 'named' ? addresses.join(', ') : words[audience]

export default async function NotificationsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'settings:read')) return <Denied need="see the settings" home={`/admin/${slug}`} />
  const chosen = await getNotifications(ctx, kindNames)
  const mayChange = can(ctx, 'settings:write')
  return (
    <>
      <PageHeader
        title="Notifications"
        description="Who gets a mail when something goes wrong with payments. Each trouble is mailed once while it lasts."
      />
      <Card title="Mails" flush>
        <Table label="Mails" className="border-t">
          <TableHead>
            <tr>
              {['When', 'Who is mailed'].map((each) => (
                <TableHeader key={each}>{each}</TableHeader>
              ))}
              <TableHeader>
                <span className="sr-only">Actions</span>
              </TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {kindNames.map((kind) => (
              <TableRow key={kind}>
                <TableCell className="min-w-56 whitespace-normal">
                  <span className="font-medium">{alertKinds[kind].label}</span>
                  <span className="block text-muted-foreground">{alertKinds[kind].when}</span>
                </TableCell>
                <TableCell className="whitespace-normal break-words">{told(chosen[kind]!)}</TableCell>
                <TableCell>
                  {mayChange && (
                    <div className="flex justify-end">
                      <Change slug={slug} kind={kind} now={chosen[kind]!} />
                    </div>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
    </>
  )
}

const Change = ({ slug, kind, now }: { slug: string; kind: keyof typeof alertKinds; now: Notification }) => (
  <Dialog trigger="Change" size="sm" title={`Who is mailed: ${alertKinds[kind].label}`}>
    <Form
      action={save.bind(null, slug)}
      fields={[
        {
          name: 'audience',
          label: 'Who is mailed',
          type: 'radio',
          defaultValue: now.audience,
          options: Object.entries(words).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'addresses',
          label: 'Addresses',
          type: 'textarea',
          rows: 3,
          defaultValue: now.addresses.join(', '),
          hint: 'Separated by commas; only for "These addresses".',
        },
      ]}
    >
      <input type="hidden" name="kind" value={kind} />
    </Form>
  </Dialog>
)
