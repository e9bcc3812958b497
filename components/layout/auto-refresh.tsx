'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'

/** Reads the page again every `everyMs` for as long as it stands there: beside work that a job does. */
export function AutoRefresh({ everyMs = 2_000 }: { everyMs?: number }) {
  const router = useRouter()
  const [pending, start] = useTransition()
  // One at a time: on a slow line each new one would break off the one before, and none would arrive.
  useEffect(() => {
    if (pending) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') start(() => router.refresh())
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs, pending])
  return (
    <noscript>
      <p>Load the page again to see how far it is.</p>
    </noscript>
  )
}
