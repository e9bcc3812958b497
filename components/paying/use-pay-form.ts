'use client'
import { type FormEvent, useActionState, useState } from 'react'
import type { FormAction } from '@/components/form/state'
import type { PayWay } from '@/lib/store/pay-ways'
import { useCard } from './use-card'
import { type PayAnswer, usePay } from './use-pay'
import { useWay } from './use-way'

type Props = {
  ways: PayWay[]
  /** The action of the form without script. */
  byPost: FormAction
  send: (form: FormData) => Promise<PayAnswer>
}

/**
 * What every form that pays is made of: the chosen way, its card, and the one button, with script and without. `choice`
 * belongs into `WayChoice`, `card` into `WayCard`, `posted` fills what the form without script sent.
 */
export function usePayForm({ ways, byPost, send }: Props) {
  const [posted, post] = useActionState(byPost, {})
  const { way, ...chosen } = useWay(ways, posted.values?.connectionId)
  const [isKept, setKept] = useState(false)
  const card = useCard(way.card, isKept ? 'payAndSave' : 'pay')
  const { pay, isBusy, refusal, state } = usePay({ send, card, hasCard: way.card !== null })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    void pay(event.currentTarget)
  }

  return {
    ...{ posted, post, submit, way, isBusy },
    state: state ?? posted,
    choice: { ways, ...chosen },
    card: { way, card, refusal, onKeep: setKept },
  }
}
