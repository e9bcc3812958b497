'use client'
import { FormContext } from '@/components/form/context'
import { FormProblem } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import type { PayAnswer } from '@/components/paying/use-pay'
import { usePayForm } from '@/components/paying/use-pay-form'
import { PayTerms, WayCard, WayChoice } from '@/components/paying/way-fields'
import type { PayWay } from '@/lib/store/pay-ways'
import { useCheckoutKey } from './checkout/[plan]/checkout-key'

type Props = {
  pay: (form: FormData) => Promise<PayAnswer>
  /** The action of the form without script. Bound by the page: what is bound while drawing is never done drawing. */
  byPost: FormAction
  versionId: string
  size: string
  checkoutKey: string
  ways: PayWay[]
  /** What keeping a card means, word for word; null for who is not signed in. */
  consent: string | null
  price: string
  /** Where the terms of the store stand; null when it has none. */
  terms: string | null
}

/** How a refill is paid: the ways, the card form where one is needed, one button. Posts without script too. */
export function RefillForm(props: Props) {
  const { pay, versionId, size, checkoutKey, ways, consent, price, terms } = props
  const form = usePayForm({ ways, byPost: props.byPost, send: pay })
  const { posted, state, isBusy } = form
  const key = useCheckoutKey(`refill:${size}`, posted.values?.checkoutKey ?? checkoutKey)

  return (
    <FormContext value={{ state, pending: isBusy }}>
      <form action={form.post} onSubmit={form.submit} noValidate className="space-y-6">
        {!isBusy && <FormProblem state={state} />}
        <input type="hidden" name="versionId" value={versionId} />
        <input type="hidden" name="size" value={size} />
        <input type="hidden" name="checkoutKey" value={key} />
        <WayChoice {...form.choice} />
        <WayCard {...form.card} consent={consent} />
        <div className="space-y-3">
          <SubmitButton size="lg" className="w-full">
            Pay {price}
          </SubmitButton>
          <PayTerms terms={terms} />
        </div>
      </form>
    </FormContext>
  )
}
