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
  // A page that is drawn anew is still the same form.
  const [first] = useState(fresh)
  const [key, setKey] = useState(first)
  useEffect(() => {
    const name = `checkout:${location.pathname}:${planSlug}`
    const known = came() === 'navigate' ? null : recall(name)
    if (known) setKey(known)
    remember(name, known ?? first)
  }, [planSlug, first])
  return key
}
