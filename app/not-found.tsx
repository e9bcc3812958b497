import { MapPinOff } from 'lucide-react'
import Link from 'next/link'
import { connection } from 'next/server'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'

export const metadata = { title: 'Not found' }

export default async function NotFound() {
  // Drawn for each request: what is drawn at build time has no nonce, and its scripts are refused.
  await connection()
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <EmptyState
        as="h1"
        icon={<MapPinOff />}
        title="There is nothing at this address"
        action={
          <Button asChild>
            <Link href="/">Go to the start page</Link>
          </Button>
        }
      >
        It may have been moved or deleted, or it belongs to an organization that you are not in.
      </EmptyState>
    </main>
  )
}
