'use client'
import type { Stripe, StripeElements } from '@stripe/stripe-js'
import { useEffect, useRef, useState } from 'react'
import type { CardForm } from '@/lib/store/pay-ways'
import { stripeOf } from './stripe'

const patienceMs = 15_000

const common = { borderRadius: '8px', fontFamily: 'system-ui, sans-serif', fontSizeBase: '16px' }

const darkness = () => matchMedia('(prefers-color-scheme: dark)')

/** The form in the store's own colour, which `place` is written in. */
function looksAt(place: HTMLElement) {
  const theme = darkness().matches ? ('night' as const) : ('stripe' as const)
  return { theme, variables: { ...common, colorPrimary: getComputedStyle(place).color } }
}

/** What can go wrong at the card, in the provider's words for the buyer; null when all is well. */
export type Refusal = string | null

/**
 * The provider's card form in `place`. `submit` checks what was typed; `confirm` pays and leaves for `returnUrl`, or
 * says why not. `blocked`: the form did not load; `retry` tries again.
 */
export function useCard(card: CardForm | null) {
  const place = useRef<HTMLDivElement>(null)
  const made = useRef<{ stripe: Stripe; elements: StripeElements } | null>(null)
  const [state, setState] = useState<'loading' | 'ready' | 'blocked'>('loading')
  const [attempt, setAttempt] = useState(0)
  const { publishableKey, scriptUrl, amount, currency } = card ?? {}

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what makes it load again
  useEffect(() => {
    if (!publishableKey || scriptUrl === undefined || !amount || !currency) return
    let isGone = false
    let destroy = () => {}
    setState('loading')
    const slow = setTimeout(() => setState((now) => (now === 'loading' ? 'blocked' : now)), patienceMs)
    stripeOf({ publishableKey, scriptUrl, amount, currency })
      .then((stripe) => {
        if (isGone || !place.current) return
        const elements = stripe.elements({
          mode: 'payment',
          amount,
          currency,
          captureMethod: 'automatic_async',
          appearance: looksAt(place.current),
        })
        const element = elements.create('payment')
        element.on('ready', () => setState('ready'))
        element.on('loaderror', () => setState('blocked'))
        element.mount(place.current)
        // Evening comes while the page is open.
        const restyle = () => place.current && elements.update({ appearance: looksAt(place.current) })
        darkness().addEventListener('change', restyle)
        destroy = () => {
          darkness().removeEventListener('change', restyle)
          element.destroy()
        }
        made.current = { stripe, elements }
      })
      .catch(() => setState('blocked'))
    return () => {
      isGone = true
      clearTimeout(slow)
      destroy()
      made.current = null
    }
  }, [publishableKey, scriptUrl, amount, currency, attempt])

  async function submit(): Promise<Refusal> {
    const answer = await made.current?.elements.submit()
    return answer?.error ? (answer.error.message ?? 'Please check your card.') : null
  }

  async function confirm(clientSecret: string, returnUrl: string): Promise<Refusal> {
    if (!made.current) return 'The card form has not loaded. Reload the page and try again.'
    const { stripe, elements } = made.current
    const { error } = await stripe.confirmPayment({
      elements,
      clientSecret,
      confirmParams: { return_url: returnUrl },
    })
    if (!error) return null
    // Paid already, in another tab perhaps: the order page knows.
    if (error.payment_intent && ['succeeded', 'processing'].includes(error.payment_intent.status)) {
      location.assign(returnUrl)
      return null
    }
    return error.message ?? 'The payment did not work. Nothing was charged; try again or use another card.'
  }

  return { place, state, retry: () => setAttempt(attempt + 1), submit, confirm }
}

export type Card = ReturnType<typeof useCard>
