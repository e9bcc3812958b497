import { cn } from './cn'

/** The grey place of something that is on its way; give it the size of what comes. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn('animate-pulse rounded-md bg-muted', className)} />
)

/** A page on its way, for `loading.tsx`. */
export const PageSkeleton = () => (
  <div aria-busy="true" className="space-y-6">
    <span className="sr-only">Loading</span>
    <Skeleton className="h-8 w-56" />
    <Skeleton className="h-14 w-full" />
    <Skeleton className="h-80 w-full" />
  </div>
)
