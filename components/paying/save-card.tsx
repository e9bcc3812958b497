'use client'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { FormContext } from '@/components/form/context'
import { Field } from '@/components/form/field'
import { FormProblem } from '@/components/form/form'
import type { FormState } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import type { SaveWay } from '@/lib/payment-methods/ways'
import { CardBox } from './card-box'
import { useCard } from './use-card'

/** What the server says of the form: what to mend, where to go, or how the card is confirmed in the browser. */
export type SaveAnswer =
  | { kind: 'mend'; state: FormState }
  | { kind: 'go'; url: string }
  | { kind: 'card'; clientSecret: string; returnPath: string }

const offline: FormState = {
  message: 'The page could not reach the server. Nothing was saved; check your connection and try again.',
}

type Props = {
  ways: SaveWay[]
  consent: string
  /** A server action with its own arguments bound. */
  begin: (form: FormData) => Promise<SaveAnswer>
}

/** Saves a card without paying: the provider's form or page, what its owner agrees to, one button. */
export function SaveCard({ ways, consent, begin }: Props) {
  const [chosen, setChosen] = useState(ways[0]!.connectionId)
  const way = ways.find(({ connectionId }) => connectionId === chosen) ?? ways[0]!
  const card = useCard(way.card, 'save')
  const [state, setState] = useState<FormState>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const wake = () => setBusy(false)
    addEventListener('pageshow', wake)
    return () => removeEventListener('pageshow', wake)
  }, [])
  useEffect(() => {
    if (state.fields) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [state])

  async function save(data: FormData): Promise<boolean> {
    // A form with gaps goes to the server first: it begins nothing, and says what is missing.
    const unfinished = way.card && data.get('consent') ? await card.submit() : null
    if (unfinished) {
      setRefusal(unfinished)
      return false
    }
    const answer = await begin(data)
    setState(answer.kind === 'mend' ? answer.state : {})
    if (answer.kind === 'mend') return false
    if (answer.kind === 'go') {
      location.assign(answer.url)
      return true
    }
    const refused = await card.confirm(answer.clientSecret, `${location.origin}${answer.returnPath}`)
    setRefusal(refused)
    return refused === null
  }

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setRefusal(null)
    // Once on the way to another page the button stays busy.
    const isLeaving = await save(new FormData(event.currentTarget)).catch(() => {
      setState(offline)
      return false
    })
    setBusy(isLeaving)
  }

  return (
    <FormContext value={{ state, pending: isBusy }}>
      <form ref={form} onSubmit={send} noValidate className="max-w-xl space-y-6">
        {!isBusy && <FormProblem state={state} />}
        {ways.length === 1 ? (
          <div>
            <input type="hidden" name="connectionId" value={way.connectionId} />
            <p className="text-muted-foreground text-sm">{way.hint}</p>
          </div>
        ) : (
          <div onChange={(event) => setChosen((event.target as HTMLInputElement).value)}>
            <Field
              name="connectionId"
              label="Payment method"
              type="radio"
              required
              defaultValue={chosen}
              options={ways.map(({ connectionId, label, hint }) => ({ value: connectionId, label, hint }))}
            />
          </div>
        )}
        {way.card && <CardBox card={card} refusal={refusal} />}
        <Field name="consent" label={consent} type="checkbox" required />
        <SubmitButton size="lg" className="w-full">
          {way.card ? 'Save this card' : `Continue to ${way.label}`}
        </SubmitButton>
      </form>
    </FormContext>
  )
}
