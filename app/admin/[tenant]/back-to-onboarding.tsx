'use client'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'

/** The way back for who was sent here by a step of the onboarding (`?from=onboarding`). */
export function BackToOnboarding({ root }: { root: string }) {
  if (useSearchParams().get('from') !== 'onboarding') return null
  return (
    <Link
      href={`${root}/onboarding`}
      className="mb-4 inline-flex items-center gap-1.5 rounded-sm text-primary text-sm hover:underline max-sm:py-2.5"
    >
      <ArrowLeft aria-hidden className="size-4" />
      Back to onboarding
    </Link>
  )
}
