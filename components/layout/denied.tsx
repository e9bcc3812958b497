import { Lock } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from './empty-state'

/** Shown in place of a page that the role does not allow. `need` names what is missing, such as "see invoices". */
export const Denied = ({ need, home }: { need?: string; home: string }) => (
  <EmptyState
    as="h1"
    icon={<Lock />}
    title="You may not see this"
    action={
      <Button asChild variant="secondary">
        <Link href={home}>Back to the dashboard</Link>
      </Button>
    }
  >
    {need ? `Your role may not ${need}.` : 'Your role does not allow this page.'} Ask an owner of the
    organization to change it.
  </EmptyState>
)
