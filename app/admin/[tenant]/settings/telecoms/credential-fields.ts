import type { FieldProps } from '@/components/form/field'
import { fieldsOf } from '@/lib/connections/fields'
import type { TelecomProvider } from '@/lib/telecom/provider'

/** A form field for each key of a provider's credentials. */
export const credentialFields = (provider: TelecomProvider): FieldProps[] =>
  fieldsOf(provider).map(({ name, label, isSecret, isRequired, hint }) => ({
    ...{ name, label, hint },
    required: isRequired,
    secret: isSecret,
    mono: true,
  }))

export const luhnField: FieldProps = {
  name: 'luhn',
  label: 'Check digit of the ICCID',
  type: 'select',
  hint: 'What happens when an uploaded ICCID ends in a wrong check digit. Some carriers print ICCIDs without one.',
  options: [
    { value: 'warn', label: 'Import and warn' },
    { value: 'strict', label: 'Refuse the row' },
    { value: 'off', label: 'Do not check' },
  ],
}
