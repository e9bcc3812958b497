import type { Metadata } from 'next'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { currentUser } from '@/lib/web/session'
import { Panel } from '../panel'
import { start } from './actions'

export const metadata: Metadata = { title: 'Sign up' }

export default async function SignUpPage() {
  const user = await currentUser()
  return (
    <Panel
      title="Sign up"
      description={
        user
          ? `Make another organization. With ${user.email} and the password of your account it is added to it.`
          : 'Make an organization for your SIM and eSIM business. You become its owner.'
      }
      below={
        <p>
          Have an account?{' '}
          <Link href="/sign-in" className="link inline-flex min-h-11 items-center">
            Sign in
          </Link>
        </p>
      }
    >
      <Form
        action={start}
        submit="Sign up"
        fields={[
          {
            name: 'organization',
            label: 'Organization',
            required: true,
            maxLength: 80,
            autoComplete: 'organization',
            hint: 'Its address is made from the name: “Acme Mobile” gets /admin/acme-mobile.',
            autoFocus: true,
          },
          {
            name: 'name',
            label: 'Your name',
            required: true,
            maxLength: 80,
            autoComplete: 'name',
            defaultValue: user?.name,
          },
          {
            name: 'email',
            label: 'Email',
            type: 'email',
            required: true,
            autoComplete: 'username',
            defaultValue: user?.email,
          },
          {
            name: 'password',
            label: 'Password',
            type: 'password',
            required: true,
            autoComplete: user ? 'current-password' : 'new-password',
            hint: 'At least 10 characters; several words make a good one.',
          },
        ]}
      />
    </Panel>
  )
}
