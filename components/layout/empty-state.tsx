import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type Props = {
  title: string
  /** What it will be good for, in a sentence. */
  children?: ReactNode
  /** What to do first: a Button with a Link. */
  action?: ReactNode
  icon?: ReactNode
  /** `h1` where nothing else stands on the page. */
  as?: 'p' | 'h1'
  className?: string
}

/** Says what will stand here and what to do first. */
export const EmptyState = ({ title, children, action, icon, as: Title = 'p', className }: Props) => (
  <div className={cn('flex flex-col items-center gap-2 px-6 py-14 text-center', className)}>
    {icon && (
      <span
        aria-hidden
        className="mb-2 grid size-12 place-items-center rounded-lg bg-primary-soft text-primary [&_svg]:size-6"
      >
        {icon}
      </span>
    )}
    <Title className="font-semibold">{title}</Title>
    {children && <div className="max-w-md text-balance text-muted-foreground text-sm">{children}</div>}
    {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
)
