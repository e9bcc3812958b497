'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { FormState } from '@/components/form/state'
import type { Card, Refusal } from './use-card'

/** What the form is told: what to mend, where to go, or how to pay for what was made. */
export type PayAnswer =
  | { kind: 'mend'; state: FormState }
  | { kind: 'go'; url: string }
  | { kind: 'card'; clientSecret: string; returnPath: string }

const offline: FormState = {
  message: 'We could not be reached. Nothing was charged; check your connection and try again.',
}

/** `send` is the server's part: it takes the form, and says how it goes on. */
type Props = { send: (form: FormData) => Promise<PayAnswer>; card: Card; hasCard: boolean }

/** The one button: checks the form and the card, makes what is to be paid, pays. A second click while it works does nothing. */
export function usePay({ send, card, hasCard }: Props) {
  const router = useRouter()
  const working = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const [state, setState] = useState<FormState | null>(null)
  const [refusal, setRefusal] = useState<Refusal>(null)

  // The browser may bring the page back as it was left: busy.
  useEffect(() => {
    const wake = () => {
      working.current = false
      setBusy(false)
    }
    addEventListener('pageshow', wake)
    return () => removeEventListener('pageshow', wake)
  }, [])

  async function attempt(form: HTMLFormElement): Promise<boolean> {
    // A form with gaps goes to the server first: it makes nothing, and says what is missing.
    const unfinished = hasCard && form.checkValidity() ? await card.submit() : null
    if (unfinished) {
      setState({})
      setRefusal(unfinished)
      return false
    }
    const answer = await send(new FormData(form)).catch(() => ({
      kind: 'mend' as const,
      state: offline,
    }))
    if (answer.kind === 'mend') {
      setState(answer.state)
      // The price may have changed: the page is drawn anew around what was typed.
      if (answer.state.message) router.refresh()
      return false
    }
    setState({})
    if (answer.kind === 'go') {
      location.assign(answer.url)
      return true
    }
    const refused = await card.confirm(answer.clientSecret, `${location.origin}${answer.returnPath}`)
    setRefusal(refused)
    return refused === null
  }

  async function run(form: HTMLFormElement) {
    if (working.current) return
    working.current = true
    setBusy(true)
    setRefusal(null)
    // Once on the way to another page the button stays busy.
    const isLeaving = await attempt(form).catch(() => {
      setState(offline)
      return false
    })
    working.current = isLeaving
    setBusy(isLeaving)
  }

  return { pay: run, isBusy, state, refusal }
}
