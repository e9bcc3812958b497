'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const slowest = 30

/** Draws the page anew after some seconds, ever more seldom, while it is seen. Without script the browser does it. */
export function LookAgain({ seconds }: { seconds: number }) {
  const router = useRouter()
  useEffect(() => {
    let delay = seconds
    let timer = setTimeout(look, delay * 1000)
    function look() {
      if (!document.hidden) {
        router.refresh()
        delay = Math.min(slowest, delay * 1.15)
      }
      timer = setTimeout(look, delay * 1000)
    }
    return () => clearTimeout(timer)
  }, [router, seconds])
  return (
    <noscript>
      <meta httpEquiv="refresh" content="5" />
    </noscript>
  )
}
