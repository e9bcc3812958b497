'use client'
import { useEffect, useRef } from 'react'
import { FormContext } from '@/components/form/context'
import { Field } from '@/components/form/field'
import { FormProblem } from '@/components/form/form'
import type { FormAction, FormState } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { usePayForm } from '@/components/paying/use-pay-form'
import { PayTerms, WayCard, WayChoice } from '@/components/paying/way-fields'
import { Alert } from '@/components/ui/alert'
import type { PayWay } from '@/lib/store/pay-ways'
import { pay } from './actions'
import { useCheckoutKey } from './checkout-key'

type Props = {
  address: string
  /** The action of the form without script. Bound by the page: what is bound while drawing is never done drawing. */
  byPost: FormAction
  planSlug: string
  versionId: string
  checkoutKey: string
  ways: PayWay[]
  /** Who is signed in: the address to fill in, and what keeping a card means, word for word. */
  buyer: { email: string; consent: string } | null
  price: string
  /** Where the terms of the store stand; null when it has none. */
  terms: string | null
}

/** Keeps what was typed when the server asks for a correction, and leads to the first field that needs one. */
function useFocusOnError(state: FormState) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (state.fields) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [state])
  return form
}

/** One page for the whole purchase: address, device, way to pay, card, one button. Posts without script too. */
export function CheckoutForm(props: Props) {
  const { address, planSlug, versionId, checkoutKey, ways, buyer, price, terms } = props
  const paying = usePayForm({ ways, byPost: props.byPost, send: (sent) => pay(address, sent) })
  const { posted, state, way } = paying
  const key = useCheckoutKey(planSlug, posted.values?.checkoutKey ?? checkoutKey)
  const form = useFocusOnError(state)

  return (
    <FormContext value={{ state, pending: paying.isBusy }}>
      <form ref={form} action={paying.post} onSubmit={paying.submit} noValidate className="space-y-6">
        {!paying.isBusy && <FormProblem state={state} />}
        <input type="hidden" name="planSlug" value={planSlug} />
        <input type="hidden" name="versionId" value={versionId} />
        <input type="hidden" name="checkoutKey" value={key} />
        <Field
          name="email"
          label="Email"
          type="email"
          required
          autoComplete="email"
          inputMode="email"
          defaultValue={buyer?.email}
          hint="The eSIM is sent here. Please check the spelling."
        />
        <Field
          name="device"
          label="My device supports eSIM and is not locked to a carrier"
          type="checkbox"
          required
          hint="Dial *#06#: if an EID is shown, the device supports eSIM."
        />
        {ways.length === 1 ? (
          <div>
            <input type="hidden" name="connectionId" value={way.id} />
            <p className="text-muted-foreground text-sm">{way.hint}</p>
            {state.fields?.connectionId && (
              <Alert tone="danger" role="alert">
                {state.fields.connectionId.join(' ')}
              </Alert>
            )}
          </div>
        ) : (
          <WayChoice {...paying.choice} />
        )}
        <WayCard {...paying.card} consent={buyer?.consent ?? null} />
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
