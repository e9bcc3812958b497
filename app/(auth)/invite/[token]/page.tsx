import type { Metadata } from 'next'
import Link from 'next/link'
import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { findInvite } from '@/lib/tenancy/invites-accept'
import { roleLabels } from '@/lib/tenancy/permissions'
import { currentUser } from '@/lib/web/session'
import { Panel } from '../../panel'
import { join, joinAsMyself } from './actions'

export const metadata: Metadata = { title: 'Invitation' }

const known: FieldProps[] = [
  { name: 'password', label: 'Password', type: 'password', required: true, autoComplete: 'current-password' },
]
const fresh: FieldProps[] = [
  { name: 'name', label: 'Your name', required: true, maxLength: 80, autoComplete: 'name' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    required: true,
    autoComplete: 'new-password',
    hint: 'At least 10 characters; several words make a good one.',
  },
]

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const [invite, user] = await Promise.all([findInvite(token), currentUser()])
  if (!invite)
    return (
      <Panel
        title="This invitation does not work"
        description="It was used already, withdrawn or has run out. Ask the organization for a new one."
        below={
          <Link href="/sign-in" className="link inline-flex min-h-11 items-center">
            Sign in
          </Link>
        }
      />
    )
  const { organization, email, role, hasAccount } = invite
  const isMine = user?.email === email
  const isBuyer = role === 'endUser'
  return (
    <Panel
      title={isBuyer ? `Your account with ${organization}` : `Join ${organization}`}
      description={
        <>
          {isBuyer
            ? `It is for ${email}: its wallet, saved cards and eSIMs.`
            : `You are invited as ${email} with the role “${roleLabels[role]}”.`}
          {user && !isMine && ` You are signed in as ${user.email}; this signs you in as ${email} instead.`}
        </>
      }
    >
      {isMine ? (
        <Form action={joinAsMyself.bind(null, token)} submit={isBuyer ? 'Open the account' : 'Join'} />
      ) : (
        <Form
          action={join.bind(null, token)}
          submit={isBuyer ? 'Open the account' : 'Join'}
          fields={hasAccount ? known : fresh}
        >
          {/* Tells the browser's password manager whose password it is. */}
          <input type="hidden" name="email" value={email} autoComplete="username" />
        </Form>
      )}
      {hasAccount && !isMine && (
        <Link href="/forgot-password" className="link inline-flex min-h-11 items-center text-sm">
          Forgot the password?
        </Link>
      )}
    </Panel>
  )
}
