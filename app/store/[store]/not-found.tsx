'use client'
import { MapPinOff } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { EmptyState } from '@/components/layout/empty-state'
import { Button } from '@/components/ui/button'

/** Below this the store's own host and its address here have the same paths. */
const baseIn = (path: string) => path.replace(/\/(?:orders|checkout)\/.*$/, '')

/** An order or a plan that is not there, in the frame of the store. */
export default function NotFoundInStore() {
  const path = usePathname()
  const isOrder = path.includes('/orders/')
  const base = baseIn(path)
  return (
    <EmptyState
      as="h1"
      icon={<MapPinOff />}
      title={isOrder ? 'There is no order at this address' : 'This plan is not for sale'}
      action={
        <Button asChild variant="secondary">
          <a href={isOrder ? `${base}/account` : base || '/'}>
            {isOrder ? 'Find my orders' : 'See all plans'}
          </a>
        </Button>
      }
    >
      {isOrder
        ? 'Open the link in your mail once more, whole, or have the links to your orders sent to you again.'
        : 'It may have been moved, or the address is not quite right.'}
    </EmptyState>
  )
}
