import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { listInvites } from '@/lib/tenancy/invites'
import { listMembers } from '@/lib/tenancy/members'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { sendInvite } from './actions'
import { Invites } from './invites'
import { Members } from './members'
import { placementFields } from './placement-fields'

export const metadata: Metadata = { title: 'Team' }

export default async function TeamPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'team:read')) return <Denied need="see the team" home={`/admin/${slug}`} />
  const [members, invites, companies] = await Promise.all([
    listMembers(ctx),
    listInvites(ctx),
    listCompanyNames(ctx),
  ])
  const mayChange = can(ctx, 'team:write')
  const isOwner = ctx.actor.role === 'owner'
  return (
    <>
      <PageHeader title="Team" description="Who may work in this organization, and as what." />
      <div className="space-y-6">
        <Members {...{ slug, members, companies, timezone, mayChange, isOwner }} myself={ctx.user.id} />
        {mayChange && (
          <Card
            title="Invite someone"
            description="They get a mail with a link that works once, for seven days."
          >
            <Form
              action={sendInvite.bind(null, slug)}
              submit="Send invitation"
              clears
              fields={[
                { name: 'email', label: 'Email', type: 'email', required: true, autoComplete: 'off' },
                ...placementFields(isOwner, companies),
              ]}
            />
          </Card>
        )}
        {invites.length > 0 && <Invites {...{ slug, invites, mayChange, timezone }} />}
      </div>
    </>
  )
}
