'use client'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { useState } from 'react'

/** The way back for who was sent by a step of the onboarding (`?from=onboarding`), until back there or at home. */
export function BackToOnboarding({ root }: { root: string }) {
  const path = usePathname()
  const isSent = useSearchParams().get('from') === 'onboarding'
  const [wasSent, setSent] = useState(isSent)
  const isOut = path !== root && path !== `${root}/onboarding` && (isSent || wasSent)
  if (isOut !== wasSent) setSent(isOut)
  if (!isOut) return null
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
