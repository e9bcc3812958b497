'use client'
import { LoaderCircle } from 'lucide-react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import type { Card } from './use-card'

/** The place of the card form, what is said while it loads, and why the last try failed. */
export const CardBox = ({ card, refusal }: { card: Card; refusal: string | null }) => (
  <div className="space-y-3">
    {card.state === 'loading' && (
      <p className="flex items-center gap-2 text-muted-foreground text-sm noscript:hidden">
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
        Loading the card form
      </p>
    )}
    {card.state === 'blocked' && (
      <Alert
        tone="warning"
        role="alert"
        title="The card form did not load"
        actions={
          <Button type="button" variant="secondary" size="sm" onClick={card.retry}>
            Try again
          </Button>
        }
      >
        A blocker or a slow connection may keep it away. Allow scripts of the payment provider, then try
        again.
      </Alert>
    )}
    <div
      ref={card.place}
      className={card.state === 'blocked' ? 'hidden' : 'min-h-24 text-primary noscript:hidden'}
    />
    {refusal && (
      <Alert tone="danger" role="alert">
        {refusal}
      </Alert>
    )}
  </div>
)
