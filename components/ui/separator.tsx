import { cn } from './cn'

export const Separator = ({ className }: { className?: string }) => (
  <hr className={cn('border-0 border-t', className)} />
)
