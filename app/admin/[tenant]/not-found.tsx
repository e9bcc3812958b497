'use client'
import { MapPinOff } from 'lucide-react'
import Link from 'next/link'
import { useParams } from 'next/navigation'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'

/** In the portal of one's own organization, beside the navigation; a stranger to it gets the page without. */
export default function NotFoundInPortal() {
  const { tenant } = useParams<{ tenant: string }>()
  return (
    <EmptyState
      as="h1"
      icon={<MapPinOff />}
      title="There is nothing at this address"
      action={
        <Button asChild variant="secondary">
          <Link href={`/admin/${tenant}`}>Back to the dashboard</Link>
        </Button>
      }
    >
      It may have been deleted, or it belongs to someone else.
    </EmptyState>
  )
}
