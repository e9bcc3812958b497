import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Form } from '@/components/form/form'
import { Alert } from '@/components/ui/alert'
import { homeOf } from '@/lib/tenancy/accounts'
import { safePath } from '@/lib/web/request'
import { currentUser } from '@/lib/web/session'
import { Panel } from '../panel'
import { enter } from './actions'

export const metadata: Metadata = { title: 'Sign in' }

type Props = { searchParams: Promise<{ next?: string; done?: string }> }

const done: Record<string, string> = {
  password: 'Your new password is set. Sign in with it.',
  'sign-out': 'You are signed out.',
}

export default async function SignInPage({ searchParams }: Props) {
  const query = await searchParams
  const next = safePath(query.next, '')
  const user = await currentUser()
  if (user) redirect(next || (await homeOf(user.id)))
  return (
    <Panel
      title="Sign in"
      below={
        <p>
          New here?{' '}
          <Link href="/sign-up" className="link inline-flex min-h-11 items-center">
            Sign up
          </Link>
        </p>
      }
    >
      {query.done && done[query.done] && <Alert tone="success">{done[query.done]}</Alert>}
      <Form
        action={enter}
        submit="Sign in"
        fields={[
          {
            name: 'email',
            label: 'Email',
            type: 'email',
            required: true,
            autoComplete: 'username',
            autoFocus: true,
          },
          {
            name: 'password',
            label: 'Password',
            type: 'password',
            required: true,
            autoComplete: 'current-password',
          },
        ]}
      >
        <input type="hidden" name="next" value={next} />
        <Link href="/forgot-password" className="link inline-flex min-h-11 items-center text-sm">
          Forgot the password?
        </Link>
      </Form>
    </Panel>
  )
}
