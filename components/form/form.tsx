'use client'
import Link from 'next/link'
import {
  type ReactNode,
  type SubmitEvent,
  startTransition,
  useActionState,
  useEffect,
  useRef,
  useState,
} from 'react'
import { Alert } from '@/components/ui/alert'
import { Button, type ButtonProps } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CopyField } from '@/components/ui/copy-field'
import { toast } from '@/components/ui/toaster'
import { FormContext } from './context'
import { Field, type FieldProps } from './field'
import type { FormAction, FormState } from './state'
import { SubmitButton } from './submit-button'

type Props = {
  /** A server action with its own arguments bound: `save.bind(null, organization)`. */
  action: FormAction
  /** Drawn above the children. */
  fields?: readonly FieldProps[]
  children?: ReactNode
  /** The word on the button; null for a form whose children hold their own `SubmitButton`. */
  submit?: string | null
  variant?: ButtonProps['variant']
  cancel?: { href: string; label?: string }
  /** Empties the fields after a success: for forms that add one thing after another. */
  clears?: boolean
  className?: string
}

const firstOf = (form: HTMLFormElement) => form.querySelector<HTMLElement>('[aria-invalid="true"]')

/** Errors of fields that this form does not show: they would be said nowhere. */
const straysOf = (form: HTMLFormElement, { fields = {} }: FormState): string[] =>
  Object.entries(fields).flatMap(([name, errors]) => (form.elements.namedItem(name) ? [] : errors))

/** After an answer: to the first field in error, or out of the dialog that the form stands in. */
function follow(form: HTMLFormElement, state: FormState, clears: boolean) {
  if (!state.saved) return firstOf(form)?.focus()
  if (clears) form.reset()
  const dialog = form.closest('dialog')
  if (!dialog?.open) return
  dialog.close()
  toast(state.notice ?? 'Saved.')
}

/**
 * The one way to make a form. Works without script; with it nothing typed is lost, the first field in error takes
 * the focus, and "Saved." is announced. In a Dialog it closes the dialog once saved. No browser validation: the
 * action's answer is the only judge.
 */
export function Form({
  action,
  fields,
  children,
  submit = 'Save',
  variant,
  cancel,
  clears = false,
  className,
}: Props) {
  const [state, dispatch, pending] = useActionState(action, {})
  const form = useRef<HTMLFormElement>(null)
  const [strays, setStrays] = useState<string[]>([])

  // React would empty the fields of a form whose action it runs itself.
  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const data = new FormData(event.currentTarget, event.nativeEvent.submitter)
    startTransition(() => dispatch(data))
  }

  useEffect(() => {
    if (!form.current) return
    setStrays(straysOf(form.current, state))
    follow(form.current, state, clears)
  }, [state, clears])

  return (
    <FormContext value={{ state, pending }}>
      <form
        ref={form}
        action={dispatch}
        onSubmit={send}
        noValidate
        className={cn('max-w-xl space-y-5', className)}
      >
        {!pending && <FormProblem state={state} strays={strays} />}
        {fields?.map((field) => (
          <Field key={field.name} {...field} />
        ))}
        {children}
        <div className="flex flex-wrap items-center gap-3 empty:hidden">
          {submit !== null && <SubmitButton variant={variant}>{submit}</SubmitButton>}
          {cancel && (
            <Button asChild variant="ghost">
              <Link href={cancel.href}>{cancel.label ?? 'Cancel'}</Link>
            </Button>
          )}
          <FormSuccess state={state} pending={pending} />
        </div>
        {state.once && !pending && <CopyField {...state.once} />}
      </form>
    </FormContext>
  )
}

/** The sentence for the whole form, or that some fields need a look. */
export function FormProblem({ state, strays = [] }: { state: FormState; strays?: string[] }) {
  const count = Object.keys(state.fields ?? {}).length
  const text = state.message ?? (count === 1 ? 'One field needs a look.' : `${count} fields need a look.`)
  return state.message || count ? (
    <Alert tone="danger" role="alert">
      {[text, ...strays].join(' ')}
    </Alert>
  ) : null
}

/** Announces a success. The outer region stands there before the news comes, so that it is read out. */
export function FormSuccess({ state, pending }: { state: FormState; pending: boolean }) {
  return (
    <div aria-live="polite" className="empty:-ms-3">
      {state.saved && !pending && (
        <p role="status" className="font-medium text-sm text-success">
          {state.notice ?? 'Saved.'}
        </p>
      )}
    </div>
  )
}
