import type { Metadata } from 'next'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Panel } from '../panel'
import { askForLink } from './actions'

export const metadata: Metadata = { title: 'Forgot the password' }

export default function ForgotPasswordPage() {
  return (
    <Panel
      title="Forgot the password?"
      description="We send you a link to set a new one. It works once, for one hour."
      below={
        <Link href="/sign-in" className="link inline-flex min-h-11 items-center">
          Back to sign in
        </Link>
      }
    >
      <Form
        action={askForLink}
        submit="Send the link"
        fields={[
          {
            name: 'email',
            label: 'Email',
            type: 'email',
            required: true,
            autoComplete: 'username',
            autoFocus: true,
          },
        ]}
      />
    </Panel>
  )
}
