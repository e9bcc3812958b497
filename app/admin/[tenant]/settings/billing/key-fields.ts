import type { FieldProps } from '@/components/form/field'
import type { CredentialField } from '@/lib/connections/fields'

/** The fields of a provider's credentials as a form shows them. */
export const keyFields = (fields: readonly CredentialField[]): FieldProps[] =>
  fields.map(({ name, label, isSecret, isRequired, hint }) => ({
    name,
    label,
    required: isRequired,
    secret: isSecret,
    mono: true,
    autoComplete: 'off',
    hint,
  }))
