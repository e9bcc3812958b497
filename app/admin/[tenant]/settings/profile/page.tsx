import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { PageHeader } from '@/components/layout/page-header'
import { readTheme } from '@/components/layout/theme'
import { Card } from '@/components/ui/card'
import { listSessions } from '@/lib/tenancy/sessions'
import { needSession, tenantContext } from '@/lib/web/session'
import { rename, setPassword } from './actions'
import { Sessions } from './sessions'
import { ThemeChoice } from './theme'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage({ params }: { params: Promise<{ tenant: string }> }) {
  const { user } = await tenantContext((await params).tenant)
  const session = await needSession()
  const sessions = await listSessions(user.id)
  return (
    <>
      <PageHeader title="Profile" description={`You are signed in as ${user.email}.`} />
      <div className="max-w-3xl space-y-6">
        <Card title="Name">
          <Form
            action={rename}
            fields={[
              {
                name: 'name',
                label: 'Your name',
                required: true,
                maxLength: 80,
                autoComplete: 'name',
                defaultValue: user.name,
              },
            ]}
          />
        </Card>
        <Card title="Password" description="A new password signs out all your other sessions.">
          <Form
            action={setPassword}
            submit="Change password"
            clears
            fields={[
              {
                name: 'current',
                label: 'Present password',
                type: 'password',
                required: true,
                autoComplete: 'current-password',
              },
              {
                name: 'password',
                label: 'New password',
                type: 'password',
                required: true,
                autoComplete: 'new-password',
                hint: 'At least 10 characters; several words make a good one.',
              },
            ]}
          />
        </Card>
        <Sessions sessions={sessions} current={session.id} />
        <ThemeChoice theme={await readTheme()} />
      </div>
    </>
  )
}
