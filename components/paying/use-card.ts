'use client'
import type { Stripe, StripeElements } from '@stripe/stripe-js'
import { useEffect, useRef, useState } from 'react'
import type { CardForm } from '@/lib/payments/card-form'
import { stripeOf } from './stripe'

const patienceMs = 15_000

const notPaid = 'The payment did not work. Nothing was charged; try again or use another card.'
const failure: Record<CardUse, string> = {
  pay: notPaid,
  payAndSave: notPaid,
  save: 'The card could not be saved. Try again or use another card.',
}

const common = { borderRadius: '8px', fontFamily: 'system-ui, sans-serif', fontSizeBase: '16px' }

const darkness = () => matchMedia('(prefers-color-scheme: dark)')

/** The form in the store's own colour, which `place` is written in. */
function looksAt(place: HTMLElement) {
  const theme = darkness().matches ? ('night' as const) : ('stripe' as const)
  return { theme, variables: { ...common, colorPrimary: getComputedStyle(place).color } }
}

/** What can go wrong at the card, in the provider's words for the buyer; null when all is well. */
export type Refusal = string | null

/** What the form is for: to pay, to pay and keep the card for charges without its owner, or only to keep it. */
export type CardUse = 'pay' | 'payAndSave' | 'save'

const optionsFor = (use: CardUse, amount: number, currency: string) =>
  use === 'save'
    ? { mode: 'setup' as const, currency, setupFutureUsage: 'off_session' as const }
    : {
        mode: 'payment' as const,
        ...{ amount, currency, captureMethod: 'automatic_async' as const },
        ...(use === 'payAndSave' && { setupFutureUsage: 'off_session' as const }),
      }

/**
 * The provider's card form in `place`. `submit` checks what was typed; `confirm` pays, or saves the card, and leaves for
 * `returnUrl`, or says why not. `blocked`: the form did not load; `retry` tries again.
 */
export function useCard(card: CardForm | null, use: CardUse = 'pay') {
  const place = useRef<HTMLDivElement>(null)
  const made = useRef<{ stripe: Stripe; elements: StripeElements } | null>(null)
  const [state, setState] = useState<'loading' | 'ready' | 'blocked'>('loading')
  const [attempt, setAttempt] = useState(0)
  const { publishableKey, account, scriptUrl, amount, currency } = card ?? {}
  const wanted = useRef(use)

  useEffect(() => {
    if (wanted.current === use) return
    wanted.current = use
    made.current?.elements.update({ setupFutureUsage: use === 'payAndSave' ? 'off_session' : null })
  }, [use])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what makes it load again
  useEffect(() => {
    if (!publishableKey || scriptUrl === undefined || !amount || !currency) return
    let isGone = false
    let destroy = () => {}
    setState('loading')
    const slow = setTimeout(() => setState((now) => (now === 'loading' ? 'blocked' : now)), patienceMs)
    stripeOf({ publishableKey, account, scriptUrl, amount, currency })
      .then((stripe) => {
        if (isGone || !place.current) return
        const elements = stripe.elements({
          ...optionsFor(wanted.current, amount, currency),
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
  }, [publishableKey, account, scriptUrl, amount, currency, attempt])

  async function submit(): Promise<Refusal> {
    const answer = await made.current?.elements.submit()
    return answer?.error ? (answer.error.message ?? 'Please check your card.') : null
  }

  async function confirm(clientSecret: string, returnUrl: string): Promise<Refusal> {
    if (!made.current) return 'The card form has not loaded. Reload the page and try again.'
    const { stripe, elements } = made.current
    const what = { elements, clientSecret, confirmParams: { return_url: returnUrl } }
    const { error } = await (use === 'save' ? stripe.confirmSetup(what) : stripe.confirmPayment(what))
    if (!error) return null
    // Done already, in another tab perhaps: the page that it leads to knows.
    const intent = error.payment_intent ?? error.setup_intent
    if (intent && ['succeeded', 'processing'].includes(intent.status)) {
      location.assign(returnUrl)
      return null
    }
    return error.message ?? failure[use]
  }

  return { place, state, retry: () => setAttempt(attempt + 1), submit, confirm }
}

export type Card = ReturnType<typeof useCard>
