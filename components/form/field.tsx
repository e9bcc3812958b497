'use client'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cn } from '@/components/ui/cn'
import { Label, RequiredMark } from '@/components/ui/label'
import type { Option } from '@/components/ui/select'
import { useFormState } from './context'
import { ChoiceGroup, Control, TickBox } from './control'

/** One field of a Form. `hint` stands below the label; the error takes its place as the accessible description. */
export type FieldProps = {
  name: string
  label: string
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'number'
    | 'tel'
    | 'url'
    | 'search'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'color'
    | 'file'
    | 'textarea'
    | 'select'
    | 'checkbox'
    | 'switch'
    | 'radio'
    | 'checkboxes'
  hint?: ReactNode
  required?: boolean
  /** For select, radio and checkboxes. */
  options?: readonly Option[]
  /** For checkboxes: the ticked values joined by commas. For checkbox and switch: `on` when ticked. */
  defaultValue?: string
  /** A credential: typed hidden, never filled in by the browser. */
  secret?: boolean
  /** Shown inside the box's end, such as a currency or unit. */
  suffix?: string
  /** Hides the label from sight, not from screen readers. */
  hideLabel?: boolean
  autoComplete?: string
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url'
  placeholder?: string
  min?: number | string
  max?: number | string
  step?: number | string
  maxLength?: number
  rows?: number
  accept?: string
  multiple?: boolean
  readOnly?: boolean
  disabled?: boolean
  autoFocus?: boolean
  mono?: boolean
  className?: string
}

/** What the control of a field needs to be named, described and filled. */
export type Wiring = {
  id: string
  value: string | undefined
  describedBy: string | undefined
  invalid: boolean
}

const ticks: readonly string[] = ['checkbox', 'switch', 'checkboxes']

function useWiring({ name, type, hint, disabled, defaultValue }: FieldProps): Wiring & { errors: string[] } {
  const id = useId()
  const { state } = useFormState()
  const errors = state.fields?.[name] ?? []
  const invalid = errors.length > 0
  const described = invalid ? `${id}-error` : hint ? `${id}-hint` : undefined
  // An unticked box is not sent; a disabled field neither, but that one keeps what it had.
  const unticked = type && ticks.includes(type) && !disabled && state.values ? '' : undefined
  const value = state.values?.[name] ?? unticked ?? defaultValue
  return { id, value, describedBy: described, invalid, errors }
}

/** Label, hint, control and error of one field, in a Form or on its own. */
export function Field(props: FieldProps) {
  const { errors, ...wiring } = useWiring(props)
  const error = wiring.invalid && <FieldError id={`${wiring.id}-error`} errors={errors} />
  const hint = props.hint && (
    <p id={`${wiring.id}-hint`} className="text-muted-foreground text-sm">
      {props.hint}
    </p>
  )
  if (props.type === 'checkbox' || props.type === 'switch')
    return <TickBox {...props} {...wiring} hint={hint} error={error} />
  if (props.type === 'radio' || props.type === 'checkboxes')
    return <ChoiceGroup {...props} {...wiring} hint={hint} error={error} />
  return (
    <div className={cn('space-y-1.5', props.className)}>
      <div className={cn('flex gap-1', props.hideLabel && 'sr-only')}>
        <Label htmlFor={wiring.id}>{props.label}</Label>
        {props.required && <RequiredMark />}
      </div>
      {hint}
      <Control {...props} {...wiring} />
      {error}
    </div>
  )
}

const FieldError = ({ id, errors }: { id: string; errors: string[] }) => (
  <p id={id} className="flex items-start gap-1.5 text-danger text-sm">
    <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
    <span>{errors.join(' ')}</span>
  </p>
)
