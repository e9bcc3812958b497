'use client'
import { type FormEvent, useActionState, useState } from 'react'
import { FormContext } from '@/components/form/context'
import { FormProblem } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { useCard } from '@/components/paying/use-card'
import { usePay } from '@/components/paying/use-pay'
import { useWay } from '@/components/paying/use-way'
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
  const [posted, post] = useActionState(byPost, {})
  const { way, chosen, choose, radios } = useWay(ways, posted.values?.connectionId)
  const [isKept, setKept] = useState(false)
  const card = useCard(way.card, isKept ? 'payAndSave' : 'pay')
  const paying = usePay({ send: (form) => pay(token, form), card, hasCard: way.card !== null })
  const state = paying.state ?? posted

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    void paying.pay(event.currentTarget)
  }

  return (
    <FormContext value={{ state, pending: paying.isBusy }}>
      <form action={post} onSubmit={send} noValidate className="space-y-6">
        {!paying.isBusy && <FormProblem state={state} />}
        <WayChoice {...{ ways, chosen, choose, radios }} />
        <WayCard {...{ way, card }} refusal={paying.refusal} consent={consent} onKeep={setKept} />
        <SubmitButton size="lg" className="w-full">
          {submit} {price}
        </SubmitButton>
      </form>
    </FormContext>
  )
}
