'use client'
import type { RefObject } from 'react'
import { Field } from '@/components/form/field'
import { CardBox } from '@/components/paying/card-box'
import { KeepCard } from '@/components/paying/keep-card'
import type { useCard } from '@/components/paying/use-card'
import type { PayWay } from '@/lib/store/pay-ways'

type Choice = {
  ways: readonly PayWay[]
  chosen: string
  choose: (id: string) => void
  radios: RefObject<HTMLDivElement | null>
}

/** The ways to pay as one choice; the rest comes from `useWay`. */
export const WayChoice = ({ ways, chosen, choose, radios }: Choice) => (
  <div ref={radios} onChange={(event) => choose((event.target as HTMLInputElement).value)}>
    <Field
      name="connectionId"
      label="Payment method"
      type="radio"
      required
      defaultValue={chosen}
      options={ways.map(({ id, label, hint }) => ({ value: id, label, hint }))}
    />
  </div>
)

type Card = {
  way: PayWay
  card: ReturnType<typeof useCard>
  refusal: string | null
  /** What keeping a card means, word for word; null for who is not signed in. */
  consent: string | null
  onKeep: (isKept: boolean) => void
}

/** What the chosen way asks for: its card form, and whether the card is kept. */
export const WayCard = ({ way, card, refusal, consent, onKeep }: Card) => (
  <>
    {way.card && <CardBox card={card} refusal={refusal} />}
    {way.card && (
      <noscript className="block">
        <p className="text-muted-foreground text-sm">The card form on the next page needs JavaScript.</p>
      </noscript>
    )}
    {consent && way.canSave && <KeepCard consent={consent} onChange={onKeep} />}
  </>
)

/** To what a buyer agrees; nothing for a store without terms. */
export const PayTerms = ({ terms }: { terms: string | null }) =>
  terms && (
    <p className="text-muted-foreground text-sm">
      By paying you agree to the{' '}
      <a href={terms} target="_blank" rel="noreferrer" className="link">
        terms
      </a>{' '}
      of the store.
    </p>
  )
