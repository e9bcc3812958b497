'use client'
import { useActionState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { CopyField } from '@/components/ui/copy-field'
import type { RevealedCodes } from '@/lib/sims/reveal'
import type { RevealState } from '../actions'

const fields: { name: keyof RevealedCodes; label: string }[] = [
  { name: 'smdpAddress', label: 'SM-DP+ address' },
  { name: 'lpa', label: 'Activation code' },
  { name: 'confirmationCode', label: 'Confirmation code' },
  { name: 'pin1', label: 'PIN1' },
  { name: 'puk1', label: 'PUK1' },
  { name: 'pin2', label: 'PIN2' },
  { name: 'puk2', label: 'PUK2' },
]

type Props = { action: (before: RevealState, form: FormData) => Promise<RevealState>; id: string }

/** The secret codes of a SIM, hidden until asked for; each look is written down. */
export function Codes({ action, id }: Props) {
  const [state, dispatch, pending] = useActionState(action, {})
  if (!state.codes)
    return (
      <form action={dispatch} className="space-y-4">
        {state.message && (
          <Alert tone="danger" role="alert">
            {state.message}
          </Alert>
        )}
        <input type="hidden" name="id" value={id} />
        <Button variant="secondary" pending={pending}>
          Reveal codes
        </Button>
      </form>
    )
  return <Revealed codes={state.codes} />
}

function Revealed({ codes }: { codes: RevealedCodes }) {
  return (
    <div className="space-y-4">
      {codes.qr && (
        <div
          role="img"
          aria-label="eSIM QR code"
          className="w-52 overflow-hidden rounded-md border bg-white [&_svg]:block"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: an SVG that we drew ourselves
          dangerouslySetInnerHTML={{ __html: codes.qr }}
        />
      )}
      {fields.map(
        ({ name, label }) => codes[name] && <CopyField key={name} label={label} value={codes[name]} />,
      )}
    </div>
  )
}
