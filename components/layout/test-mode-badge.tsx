import { FlaskConical } from 'lucide-react'
import { cn } from '@/components/ui/cn'

/** Says that no real money or real line is moved here. */
export const TestModeBadge = ({ className }: { className?: string }) => (
  <span
    className={cn(
      'inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border border-warning/40 border-dashed bg-warning-soft px-2.5 py-0.5 font-medium text-warning text-xs',
      className,
    )}
  >
    <FlaskConical aria-hidden className="size-3.5" />
    <span>Test mode</span>
  </span>
)
