'use client'
import { useRouter } from 'next/navigation'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { FormContext } from '@/components/form/context'
import { Field, type FieldProps } from '@/components/form/field'
import { FormProblem } from '@/components/form/form'
import type { FormState } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { Progress } from '@/components/ui/progress'
import { send } from './send'

type Named = { id: string; name: string }
type Props = { url: string; operators: readonly Named[]; companies: readonly Named[]; initial: FormState }

const optionsOf = (some: readonly Named[]) => some.map(({ id, name }) => ({ value: id, label: name }))

function fieldsFor({ operators, companies }: Props): FieldProps[] {
  return [
    {
      name: 'file',
      label: 'File',
      type: 'file',
      required: true,
      accept: '.csv,.txt,.xlsx',
      hint: 'CSV or Excel, at most 100 MB and 500,000 rows.',
    },
    {
      name: 'connectionId',
      label: 'Operator',
      type: 'select',
      required: true,
      hint: 'For rows that name none themselves.',
      options: [
        ...(operators.length > 1 ? [{ value: '', label: 'Choose a telecom' }] : []),
        ...optionsOf(operators),
      ],
    },
    {
      name: 'companyId',
      label: 'Company',
      type: 'select',
      hint: 'For rows that name none themselves.',
      options: [{ value: '', label: 'No company' }, ...optionsOf(companies)],
    },
    {
      name: 'luhn',
      label: 'Check digit',
      type: 'select',
      hint: 'Some telecoms print none, or a wrong one.',
      options: [
        { value: '', label: 'As set for the telecom' },
        { value: 'warn', label: 'Tell when it does not fit' },
        { value: 'strict', label: 'Refuse the SIM when it does not fit' },
        { value: 'off', label: 'Do not look at it' },
      ],
    },
  ]
}

/** Uploads a file and shows how far it is; without script the browser posts the same form itself. */
export function UploadForm(props: Props) {
  const { url, initial } = props
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState(initial)
  const [share, setShare] = useState<number | null>(null)
  const pending = share !== null

  useEffect(() => {
    if (state.fields) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [state])

  async function upload(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    setShare(0)
    const answer = await send(url, new FormData(event.currentTarget), setShare)
    if ('href' in answer) return router.push(answer.href)
    setShare(null)
    setState(answer)
  }

  return (
    <FormContext value={{ state, pending }}>
      <form
        ref={form}
        method="post"
        action={url}
        encType="multipart/form-data"
        onSubmit={upload}
        noValidate
        className="max-w-3xl space-y-5"
      >
        {!pending && <FormProblem state={state} />}
        <div className="grid items-start gap-5 sm:grid-cols-2">
          {fieldsFor(props).map((field) => (
            <Field key={field.name} {...field} />
          ))}
        </div>
        {pending && (
          <div className="space-y-1.5">
            <Progress label="Upload" value={share} max={1} />
            <p role="status" className="text-muted-foreground text-sm">
              {share < 1 ? `Uploading: ${Math.floor(share * 100)} %` : 'Uploaded. The check begins.'}
            </p>
          </div>
        )}
        <SubmitButton>Check file</SubmitButton>
      </form>
    </FormContext>
  )
}
