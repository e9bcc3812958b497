'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { isWithin } from '@/components/layout/navigation'
import { cn } from '@/components/ui/cn'

/** A column of links; on a phone rows. */
export function SettingsMenu({ items }: { items: readonly { label: string; href: string }[] }) {
  const path = usePathname()
  return (
    <nav aria-label="Settings" className="mb-6 max-lg:-mx-2">
      <ul className="flex flex-wrap gap-1 p-0.5 lg:flex-col">
        {items.map(({ label, href }) => {
          const here = isWithin(path, href, '')
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={here ? 'page' : undefined}
                className={cn(
                  'flex h-11 items-center whitespace-nowrap rounded-md px-3 text-sm hover:bg-accent lg:h-8.5',
                  here ? 'bg-primary-soft font-medium text-primary' : 'text-foreground/85',
                )}
              >
                {label}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
