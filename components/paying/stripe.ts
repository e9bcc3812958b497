import type { Stripe, StripeConstructorOptions } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure'
import type { CardForm } from '@/lib/payments/card-form'

type Maker = (publishableKey: string, options?: StripeConstructorOptions) => Stripe

function addScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = () => resolve()
    script.onerror = () => {
      script.remove()
      reject(new Error('The script of the payment provider did not load.'))
    }
    document.head.append(script)
  })
}

/** Stripe's own script, or the one that stands in for it. Rejects when it is blocked; a further call tries again. */
export async function stripeOf({ publishableKey, account, scriptUrl }: CardForm): Promise<Stripe> {
  const options = account ? { stripeAccount: account } : undefined
  const page = window as unknown as { Stripe?: Maker }
  if (scriptUrl && !page.Stripe) await addScript(scriptUrl)
  if (scriptUrl) return page.Stripe!(publishableKey, options)
  const stripe = await loadStripe(publishableKey, options)
  if (!stripe) throw new Error('The script of the payment provider did not load.')
  return stripe
}
