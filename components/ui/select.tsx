import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { inputClasses } from './input'

export type Option = { value: string; label: string; hint?: string; disabled?: boolean }

/** The browser's own select, so it works without script and opens the phone's picker. `options` or children. */
export function Select({
  className,
  options,
  children,
  ...props
}: ComponentProps<'select'> & { options?: Option[] }) {
  return (
    <span className={cn('relative block', className)}>
      <select className={cn(inputClasses, 'h-11 appearance-none pe-9 read-only:bg-card sm:h-9')} {...props}>
        {options?.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute end-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
      />
    </span>
  )
}
