import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { SkipLink } from '@/components/layout/skip-link'
import { findPayPage } from '@/lib/web/pay'

type Props = { params: Promise<{ token: string }>; children: ReactNode }

export const metadata: Metadata = { robots: { index: false, follow: false } }

/** Around the pages of one refill, which anyone may open who has its address. */
export default async function PayLayout({ params, children }: Props) {
  const refill = await findPayPage((await params).token)
  if (!refill) notFound()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b bg-card">
        {refill.mode === 'test' && (
          <p className="bg-warning-soft px-4 py-1.5 text-center font-medium text-sm text-warning">
            Test mode: no real money is taken here.
          </p>
        )}
        <p className="mx-auto flex min-h-15 max-w-xl items-center px-4 font-semibold text-lg sm:px-6">
          {refill.organization}
        </p>
      </header>
      <main id="main" className="mx-auto w-full max-w-xl grow px-4 py-8 sm:px-6">
        {children}
      </main>
    </div>
  )
}
