'use client'
import { ErrorState } from '@/components/layout/error-state'
import { Button } from '@/components/ui/button'

type Props = { error: Error & { digest?: string }; reset: () => void }

export default function PageError({ error, reset }: Props) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">Error</h1>
      <ErrorState action={<Button onClick={reset}>Try again</Button>}>
        Something broke on our side. Try again; if it stays, tell support
        {error.digest ? ` the code ${error.digest}` : ' what you did'}.
      </ErrorState>
    </main>
  )
}
