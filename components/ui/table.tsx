import type { ComponentProps } from 'react'
import { cn } from './cn'

/** A table in a region of its own that scrolls sideways on a phone, by keyboard too. `label` names both. */
export const Table = ({
  label,
  className,
  children,
  ...props
}: ComponentProps<'table'> & { label: string }) => (
  <section
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    tabIndex={0}
    className="relative overflow-x-auto focus-visible:-outline-offset-2"
  >
    <table className={cn('w-full border-collapse text-start text-sm', className)} {...props}>
      <caption className="sr-only">{label}</caption>
      {children}
    </table>
  </section>
)

export const TableHead = (props: ComponentProps<'thead'>) => <thead {...props} />

export const TableBody = (props: ComponentProps<'tbody'>) => <tbody {...props} />

export const TableRow = ({ className, ...props }: ComponentProps<'tr'>) => (
  <tr
    className={cn(
      'border-b transition-colors last:border-b-0 hover:bg-muted/60 data-selected:bg-primary-soft/60',
      className,
    )}
    {...props}
  />
)

/** A column heading; give `scope="row"` for a row heading. */
export const TableHeader = ({ className, scope = 'col', ...props }: ComponentProps<'th'>) => (
  <th
    scope={scope}
    className={cn(
      'h-10 whitespace-nowrap border-b bg-muted/50 px-3 text-start font-medium text-muted-foreground text-xs first:ps-4 last:pe-4',
      className,
    )}
    {...props}
  />
)

export const TableCell = ({ className, ...props }: ComponentProps<'td'>) => (
  <td className={cn('h-12 whitespace-nowrap px-3 py-2 first:ps-4 last:pe-4', className)} {...props} />
)
