'use client'
import { type FormEvent, useEffect, useState } from 'react'
import { CardBox } from '@/components/paying/card-box'
import { useCard } from '@/components/paying/use-card'
import { Button } from '@/components/ui/button'
import type { CardForm } from '@/lib/store/pay-ways'

/** `keeps`: the card is kept with this payment, as its owner has agreed to. */
type Props = { card: CardForm; keeps?: boolean; clientSecret: string; returnPath: string; price: string }

/** The card form of an order that exists: the same payment may be tried until it succeeds. */
export function PayOrder({ card: form, keeps = false, clientSecret, returnPath, price }: Props) {
  const card = useCard(form, keeps ? 'payAndSave' : 'pay')
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => {
    const wake = () => setBusy(false)
    addEventListener('pageshow', wake)
    return () => removeEventListener('pageshow', wake)
  }, [])

  async function send(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setRefusal(null)
    const returnUrl = `${location.origin}${returnPath}`
    const refused = (await card.submit()) ?? (await card.confirm(clientSecret, returnUrl))
    setRefusal(refused)
    setBusy(refused === null)
  }

  return (
    <form onSubmit={send} noValidate className="space-y-6">
      <CardBox card={card} refusal={refusal} />
      <Button type="submit" size="lg" pending={isBusy} className="w-full">
        Pay {price}
      </Button>
    </form>
  )
}
