import { Menu } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Popover } from '@/components/ui/popover'
import { CommandPalette } from './command-palette'
import { Logo } from './logo'
import { Nav } from './nav'
import { type Command, commandsOf, type NavGroup } from './navigation'
import { SkipLink } from './skip-link'
import { type Organization, OrganizationSwitcher } from './switcher'
import { TestModeBadge } from './test-mode-badge'
import { readTheme } from './theme'
import { ThemeToggle } from './theme-toggle'
import { type Person, UserMenu } from './user-menu'

type Props = {
  /** The dashboard: `/admin/demo`. */
  root: string
  /** Only places that this person may see and that work. */
  groups: readonly NavGroup[]
  organizations: readonly Organization[]
  user: Person
  /** Links of the user menu. */
  userLinks?: readonly { href: string; label: string }[]
  /** What signs out: a small form with one button, or a link. */
  signOut: ReactNode
  /** More for the palette than the navigation itself. */
  commands?: readonly Command[]
  testMode?: boolean
  /** A line across the top: overdue, offline, impersonation. */
  banner?: ReactNode
  children: ReactNode
}

/** The portal around a page: sidebar (a sheet on phones), header, `main#main`. Reads the theme cookie. */
export async function Shell(props: Props) {
  const {
    root,
    groups,
    organizations,
    user,
    userLinks,
    signOut,
    commands = [],
    testMode,
    banner,
    children,
  } = props
  const theme = await readTheme()
  return (
    <div data-theme={theme} className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="hidden border-e bg-sidebar lg:block">
        <div className="sticky top-0 max-h-dvh overflow-y-auto px-3 pb-6">
          <Brand root={root} />
          <Nav groups={groups} root={root} label="Main" />
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b bg-background px-3 sm:px-6">
          <div className="lg:hidden">
            <Popover
              label="Menu"
              variant="ghost"
              size="icon"
              trigger={<Menu aria-hidden />}
              className="sheet-start h-dvh max-h-dvh w-72 rounded-none border-y-0 border-s-0 bg-sidebar px-3 pb-6"
            >
              <Brand root={root} />
              <Nav groups={groups} root={root} label="Menu" />
            </Popover>
          </div>
          <OrganizationSwitcher organizations={organizations} />
          {testMode && <TestModeBadge className="max-sm:px-1.5 max-sm:py-1.5 max-sm:[&>span]:sr-only" />}
          <div className="ms-auto flex items-center gap-1">
            <CommandPalette commands={[...commandsOf(groups), ...commands]} />
            <ThemeToggle theme={theme} />
            <UserMenu user={user} links={userLinks} signOut={signOut} />
          </div>
        </header>
        {banner}
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl grow px-4 py-6 outline-none sm:px-6 sm:py-8"
        >
          {children}
        </main>
      </div>
    </div>
  )
}

const Brand = ({ root }: { root: string }) => (
  <div className="flex h-14 shrink-0 items-center">
    <Link
      href={root}
      className="flex min-h-11 items-center gap-2.5 rounded-md px-2 font-semibold tracking-tight"
    >
      <Logo className="size-6" />
      Simyard
    </Link>
  </div>
)
