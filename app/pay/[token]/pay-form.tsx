'use client'
import { FormContext } from '@/components/form/context'
import { FormProblem } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { usePayForm } from '@/components/paying/use-pay-form'
import { WayCard, WayChoice } from '@/components/paying/way-fields'
import type { PayWay } from '@/lib/store/pay-ways'
import { pay } from './actions'

type Props = {
  token: string
  /** The action of the form without script. Bound by the page: what is bound while drawing is never done drawing. */
  byPost: FormAction
  ways: PayWay[]
  /** What keeping a card means, word for word; null for who is not signed in. */
  consent: string | null
  price: string
  /** What the button says before the price. */
  submit: string
}

/** The ways to pay a refill, the card form where one is needed, and one button. Posts without script too. */
export function PayForm({ token, byPost, ways, consent, price, submit }: Props) {
  const form = usePayForm({ ways, byPost, send: (sent) => pay(token, sent) })
  return (
    <FormContext value={{ state: form.state, pending: form.isBusy }}>
      <form action={form.post} onSubmit={form.submit} noValidate className="space-y-6">
        {!form.isBusy && <FormProblem state={form.state} />}
        <WayChoice {...form.choice} />
        <WayCard {...form.card} consent={consent} />
        <SubmitButton size="lg" className="w-full">
          {submit} {price}
        </SubmitButton>
      </form>
    </FormContext>
  )
}
