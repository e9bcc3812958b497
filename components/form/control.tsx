'use client'
import type { ReactNode } from 'react'
import { Checkbox, Radio, Switch } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'
import { Label, RequiredMark } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import type { FieldProps, Wiring } from './field'

type Props = Omit<FieldProps, 'hint'> & Wiring
type Grouped = Props & { hint: ReactNode; error: ReactNode }

const common = ({ id, name, describedBy, invalid, required, disabled, autoFocus }: Props) => ({
  id,
  name,
  required,
  disabled,
  autoFocus,
  'aria-describedby': describedBy,
  'aria-invalid': invalid || undefined,
})

/** The box of a one-value field: input, textarea, native select or file. */
export function Control(props: Props) {
  const { type = 'text', value, options = [], rows, readOnly, placeholder, maxLength, mono } = props
  const text = { ...common(props), defaultValue: value, readOnly, placeholder, maxLength }
  const look = cn(mono && 'font-mono', props.suffix && 'pe-14')
  if (type === 'textarea') return <Textarea {...text} rows={rows} className={look} />
  // The key: a browser resets a select to its first option when React changes the default.
  if (type === 'select')
    return <Select key={value} {...common(props)} defaultValue={value} options={[...options]} />
  const { autoComplete, inputMode, min, max, step, accept, multiple, secret, suffix } = props
  const input = (
    <Input
      {...text}
      {...{ inputMode, min, max, step, accept, multiple }}
      type={secret ? 'password' : type}
      autoComplete={secret ? 'off' : autoComplete}
      spellCheck={secret || mono ? false : undefined}
      className={look}
      {...(type === 'file' && { defaultValue: undefined })}
    />
  )
  return suffix ? (
    <div className="relative">
      {input}
      <span className="pointer-events-none absolute inset-y-0 end-3 flex items-center text-muted-foreground text-sm">
        {suffix}
      </span>
    </div>
  ) : (
    input
  )
}

/** One checkbox or switch with its label at the side. */
export function TickBox({ hint, error, ...props }: Grouped) {
  const Box = props.type === 'switch' ? Switch : Checkbox
  return (
    <div className={cn('space-y-1', props.className)}>
      <div className="flex min-h-11 items-center gap-3 sm:min-h-6">
        {/* Not by the value: an answer would put back what was ticked since. */}
        <Box key={props.defaultValue} {...common(props)} defaultChecked={Boolean(props.value)} />
        <div className="flex gap-1">
          <Label htmlFor={props.id} className="font-normal">
            {props.label}
          </Label>
          {props.required && <RequiredMark />}
        </div>
      </div>
      <div className="space-y-1 ps-7.5 empty:hidden">
        {hint}
        {error}
      </div>
    </div>
  )
}

/** Several radios or checkboxes under one name; the group carries the label, the description and the error. */
export function ChoiceGroup({ hint, error, ...props }: Grouped) {
  const { id, name, type, options = [], value, describedBy, invalid, required } = props
  const Box = type === 'radio' ? Radio : Checkbox
  const ticked = type === 'radio' ? [value] : (value?.split(',') ?? [])
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a radiogroup gets aria-required
    <fieldset
      role={type === 'radio' ? 'radiogroup' : undefined}
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy}
      aria-required={type === 'radio' ? required : undefined}
      className={cn('space-y-1.5', props.className)}
    >
      <div className={cn('flex gap-1', props.hideLabel && 'sr-only')}>
        <span id={`${id}-label`} className="font-medium text-sm">
          {props.label}
        </span>
        {required && <RequiredMark />}
      </div>
      {hint}
      {options.map((option, index) => (
        <div
          key={option.value}
          className={cn(
            'flex min-h-11 items-center gap-3 sm:min-h-7',
            option.hint &&
              'relative rounded-lg border bg-card px-4 py-3 has-checked:border-primary has-[:not(:disabled)]:hover:border-input has-checked:hover:border-primary',
          )}
        >
          <Box
            id={`${id}-${index}`}
            name={name}
            value={option.value}
            defaultChecked={ticked.includes(option.value)}
            disabled={option.disabled || props.disabled}
            aria-describedby={option.hint && `${id}-${index}-hint`}
            aria-invalid={invalid || undefined}
            // Above the label, which covers the whole box.
            className={option.hint && 'relative z-10'}
          />
          <div>
            <Label
              htmlFor={`${id}-${index}`}
              className={option.hint ? 'after:absolute after:inset-0 after:cursor-pointer' : 'font-normal'}
            >
              {option.label}
            </Label>
            {option.hint && (
              <p id={`${id}-${index}-hint`} className="text-muted-foreground text-sm">
                {option.hint}
              </p>
            )}
          </div>
        </div>
      ))}
      {error}
    </fieldset>
  )
}
