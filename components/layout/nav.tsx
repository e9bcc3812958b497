'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'
import { hereOf, type NavGroup } from './navigation'

/** The groups of links; the place one is at says so (`aria-current`). */
export function Nav({ groups, root, label }: { groups: readonly NavGroup[]; root: string; label: string }) {
  const place = hereOf(usePathname(), groups, root)
  return (
    <nav aria-label={label} className="space-y-5">
      {groups.map((group, index) => (
        <div key={group.label ?? index}>
          {group.label && (
            <p className="mb-1 px-2.5 font-medium text-muted-foreground text-xs">{group.label}</p>
          )}
          <ul className="space-y-0.5">
            {group.items.map(({ href, label: text, icon, count }) => {
              const here = href === place
              return (
                <li key={href}>
                  <Link
                    href={href}
                    aria-current={here ? 'page' : undefined}
                    className={cn(
                      'flex h-11 items-center gap-2.5 rounded-md px-2.5 text-sm transition-colors hover:bg-accent lg:h-8.5 [&_svg]:size-4 [&_svg]:shrink-0',
                      here
                        ? 'bg-card font-medium text-foreground shadow-card [&_svg]:text-primary'
                        : 'text-foreground/85 [&_svg]:text-muted-foreground',
                    )}
                  >
                    {icon}
                    <span className="grow truncate">{text}</span>
                    {count !== undefined && (
                      <span className="rounded-full bg-muted px-1.5 text-muted-foreground text-xs tabular-nums">
                        {count}
                      </span>
                    )}
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
