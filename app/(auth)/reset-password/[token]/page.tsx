import type { Metadata } from 'next'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import { isResetOpen } from '@/lib/tenancy/passwords-reset'
import { Panel } from '../../panel'
import { setPassword } from './actions'

export const metadata: Metadata = { title: 'Set a new password' }

export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  if (!(await isResetOpen(token)))
    return (
      <Panel
        title="This link does not work"
        description="It was used already or has run out. Ask for a new one."
      >
        <Button asChild>
          <Link href="/forgot-password">Ask for a new link</Link>
        </Button>
      </Panel>
    )
  return (
    <Panel title="Set a new password" description="All your sessions will be signed out.">
      <Form
        action={setPassword.bind(null, token)}
        submit="Set the password"
        fields={[
          {
            name: 'password',
            label: 'New password',
            type: 'password',
            required: true,
            autoComplete: 'new-password',
            hint: 'At least 10 characters; several words make a good one.',
            autoFocus: true,
          },
        ]}
      />
    </Panel>
  )
}
