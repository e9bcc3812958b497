'use client'
import { useEffect, useRef, useState } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { Dialog } from '@/components/ui/dialog'
import { type EvidenceField, evidenceFields, evidenceNames } from '@/lib/disputes/fields'

type Evidence = Partial<Record<EvidenceField, string>>

/** Asks once more before the evidence of the form around it is handed in, and shows what that is as it is written now. */
export function HandIn({ evidence }: { evidence: Evidence }) {
  const place = useRef<HTMLDivElement>(null)
  const [written, setWritten] = useState(evidence)

  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const read = () => setWritten(Object.fromEntries(evidenceNames.map((name) => [name, textIn(form, name)])))
    read()
    form.addEventListener('input', read)
    return () => form.removeEventListener('input', read)
  }, [])

  return (
    <div ref={place}>
      <Dialog
        trigger="Hand in"
        variant="primary"
        title="Hand this in?"
        description="It goes to the bank as it is, once and for all. It cannot be changed or taken back."
      >
        <Written evidence={written} />
        <SubmitButton
          name="as"
          value="evidence"
          variant="danger"
          onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}
        >
          Hand in for good
        </SubmitButton>
      </Dialog>
    </div>
  )
}

const textIn = (form: HTMLFormElement, name: EvidenceField): string =>
  String(new FormData(form).get(name) ?? '').trim()

function Written({ evidence }: { evidence: Evidence }) {
  const filled = evidenceNames.filter((name) => evidence[name])
  if (!filled.length) return <p className="text-sm">Nothing is written yet.</p>
  return (
    <dl className="space-y-3 text-sm">
      {filled.map((name) => (
        <div key={name}>
          <dt className="text-muted-foreground">{evidenceFields[name]}</dt>
          <dd className="line-clamp-2 whitespace-pre-wrap break-words">{evidence[name]}</dd>
        </div>
      ))}
    </dl>
  )
}
