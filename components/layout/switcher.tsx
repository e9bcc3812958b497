import { Check, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import { Avatar } from '@/components/ui/avatar'
import { Popover } from '@/components/ui/popover'

export type Organization = { name: string; href: string; current?: boolean; role?: string }

/** The organization one is in, and the others one belongs to. */
export function OrganizationSwitcher({ organizations }: { organizations: readonly Organization[] }) {
  const current = organizations.find((each) => each.current) ?? organizations[0]
  if (!current) return null
  return (
    <Popover
      align="start"
      variant="ghost"
      label={`Organization: ${current.name}`}
      triggerClassName="min-w-0 shrink px-2"
      className="w-72"
      trigger={
        <>
          <Avatar name={current.name} square className="size-6" />
          <span className="truncate">{current.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted-foreground" />
        </>
      }
    >
      <ul aria-label="Organizations" className="p-1.5">
        {organizations.map(({ name, href, role, current: here }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={here || undefined}
              className="flex min-h-11 items-center gap-3 rounded-md px-2.5 py-1.5 text-sm hover:bg-accent"
            >
              <Avatar name={name} square className="size-7" />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{name}</span>
                {role && <span className="block text-muted-foreground text-xs">{role}</span>}
              </span>
              {here && <Check aria-hidden className="size-4 text-primary" />}
            </Link>
          </li>
        ))}
      </ul>
    </Popover>
  )
}
