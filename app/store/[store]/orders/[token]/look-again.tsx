'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Seconds until the first look: at our own work, a provider's answer, and money that staff note some day. */
const paces = { work: 1.5, answer: 4, money: 30 }
const slowest = 30

type Outcome = keyof typeof paces

/** Draws the page anew after some seconds, ever more seldom, while it is seen. Without script the browser does it. */
export function LookAgain({ awaits }: { awaits: Outcome }) {
  const router = useRouter()
  useEffect(() => {
    let delay = paces[awaits]
    let timer = setTimeout(look, delay * 1000)
    function look() {
      if (!document.hidden) {
        router.refresh()
        delay = Math.min(slowest, delay * 1.15)
      }
      timer = setTimeout(look, delay * 1000)
    }
    return () => clearTimeout(timer)
  }, [router, awaits])
  return (
    <noscript className="block">
      {awaits === 'money' ? (
        // It takes days, and a page that loads by itself loses the way to pay that is chosen on it.
        <p className="text-muted-foreground text-sm">
          Load this page again to see whether your money has come.
        </p>
      ) : (
        <meta httpEquiv="refresh" content="5" />
      )}
    </noscript>
  )
}
