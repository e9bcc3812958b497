import type { Metadata } from 'next'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Panel } from '../../panel'

export const metadata: Metadata = { title: 'Check your mail' }

/** Says the same to everyone: only who reads the mail learns whether the address has an account. */
export default function CheckMailPage() {
  return (
    <Panel
      title="Check your mail"
      description="We have sent a mail to the address that you gave. It says how to go on. It may take a minute, and it may lie in the spam folder."
    >
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link href="/sign-in">Sign in</Link>
        </Button>
        <Button asChild variant="secondary">
          <Link href="/sign-up">Back to sign up</Link>
        </Button>
      </div>
    </Panel>
  )
}
