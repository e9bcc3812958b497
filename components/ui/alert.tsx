import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

const looks = {
  info: { icon: Info, classes: 'border-info/25 bg-info-soft', mark: 'text-info' },
  success: { icon: CircleCheck, classes: 'border-success/25 bg-success-soft', mark: 'text-success' },
  warning: { icon: TriangleAlert, classes: 'border-warning/25 bg-warning-soft', mark: 'text-warning' },
  danger: { icon: CircleAlert, classes: 'border-danger/25 bg-danger-soft', mark: 'text-danger' },
}

type Props = {
  tone?: keyof typeof looks
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  role?: 'alert' | 'status'
  className?: string
}

/** A boxed note. Give `role="alert"` only to what appears as the answer to something the person did. */
export function Alert({ tone = 'info', title, children, actions, role, className }: Props) {
  const { icon: Icon, classes, mark } = looks[tone]
  return (
    <div role={role} className={cn('flex gap-3 rounded-md border px-4 py-3 text-sm', classes, className)}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 grow">
        {title && <p className="font-semibold">{title}</p>}
        {children}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
