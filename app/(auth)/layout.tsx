import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo } from '@/components/layout/logo'
import { readTheme } from '@/components/layout/theme'

/** The frame of the pages before one is inside: the mark, and one narrow column. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div data-theme={await readTheme()} className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-16">
      <header className="mb-8">
        <Link
          href="/"
          className="flex min-h-11 items-center gap-2.5 rounded-md px-2 font-semibold text-lg tracking-tight"
        >
          <Logo className="size-7" />
          Simyard
        </Link>
      </header>
      <main id="main" className="w-full max-w-md">
        {children}
      </main>
    </div>
  )
}
