import Link from 'next/link'
import type { ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Popover } from '@/components/ui/popover'

export type Person = { name: string; email: string }

type Props = { user: Person; links?: readonly { href: string; label: string }[]; signOut: ReactNode }

const row =
  'flex h-11 w-full cursor-pointer items-center rounded-md px-3 text-start text-sm hover:bg-accent sm:h-9'

/** Who is signed in, their links, and the way out. `signOut` is a form with one button, or a link. */
export const UserMenu = ({ user, links = [], signOut }: Props) => (
  <Popover
    label={`Account: ${user.name}`}
    variant="ghost"
    size="icon"
    triggerClassName="rounded-full"
    className="w-64"
    trigger={<Avatar name={user.name} className="size-7.5" />}
  >
    <div className="border-b px-4.5 py-3">
      <p className="truncate font-medium text-sm">{user.name}</p>
      <p className="truncate text-muted-foreground text-sm">{user.email}</p>
    </div>
    <ul className="p-1.5">
      {links.map(({ href, label }) => (
        <li key={href}>
          <Link href={href} className={row}>
            {label}
          </Link>
        </li>
      ))}
      <li className="[&_a]:flex [&_a]:h-11 [&_a]:items-center [&_a]:rounded-md [&_a]:px-3 [&_a]:text-sm [&_a]:hover:bg-accent [&_button]:h-11 [&_button]:w-full [&_button]:cursor-pointer [&_button]:rounded-md [&_button]:px-3 [&_button]:text-start [&_button]:text-sm [&_button]:hover:bg-accent sm:[&_a]:h-9 sm:[&_button]:h-9">
        {signOut}
      </li>
    </ul>
  </Popover>
)
