'use client'
import { useEffect, useState } from 'react'

const came = () =>
  (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined)?.type

function remember(name: string, key: string) {
  try {
    sessionStorage.setItem(name, key)
  } catch {
    // Without storage the key of the page is all there is.
  }
}

function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}

/**
 * The key that makes one form one order. Who comes back to the page, or loads it again, goes on with the order that was
 * begun; who opens it anew begins another.
 */
export function useCheckoutKey(planSlug: string, fresh: string): string {
  const [key, setKey] = useState(fresh)
  useEffect(() => {
    const name = `checkout:${location.pathname}:${planSlug}`
    const known = came() === 'navigate' ? null : recall(name)
    if (known) setKey(known)
    remember(name, known ?? fresh)
    // biome-ignore lint/correctness/useExhaustiveDependencies: a page that is drawn again is still the same form
  }, [planSlug])
  return key
}
