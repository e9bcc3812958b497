import type { FieldProps } from '@/components/form/field'
import type { CredentialField, FieldControl } from '@/lib/connections/fields'
import { newToken } from '@/lib/core/secrets'

const modes = [
  { value: 'test', label: 'Test: no real money' },
  { value: 'live', label: 'Live: real money' },
]

const look: Record<FieldControl, Partial<FieldProps>> = {
  text: { mono: true, autoComplete: 'off' },
  words: { autoComplete: 'off' },
  textarea: { type: 'textarea', rows: 6 },
  switch: { type: 'switch' },
  mode: { type: 'select', options: modes },
  choice: { type: 'select' },
  suggestion: { mono: true, autoComplete: 'off', secret: false },
}

/** The fields of a provider's credentials as a form shows them; `known` are the public ones as they are now. */
export const keyFields = (
  fields: readonly CredentialField[],
  known?: Readonly<Record<string, string>>,
): FieldProps[] =>
  fields.map(({ name, label, isSecret, isRequired, hint, control, options, defaultValue }) => ({
    name,
    label,
    required: isRequired,
    secret: isSecret,
    hint,
    defaultValue: isSecret ? undefined : (known?.[name] ?? defaultValue ?? undefined),
    ...(options && { options }),
    ...look[control],
    ...(control === 'suggestion' && (known ? keeps : { defaultValue: newToken() })),
  }))

const keeps = { required: false, hint: 'Leave it empty to keep the one of now.' }
