import type { FieldProps } from '@/components/form/field'

type Now = { email?: string; name?: string; companyId?: string | null }
type Named = { id: string; name: string }

/** The form of an end user; `now` fills it. */
export const endUserFields = (companies: readonly Named[], now: Now, disabled = false): FieldProps[] => [
  {
    name: 'email',
    label: 'Email',
    type: 'email',
    required: true,
    autoComplete: 'off',
    defaultValue: now.email,
    disabled,
  },
  { name: 'name', label: 'Name', maxLength: 80, autoComplete: 'off', defaultValue: now.name, disabled },
  {
    name: 'companyId',
    label: 'Company',
    type: 'select',
    options: [
      { value: '', label: 'No company' },
      ...companies.map(({ id, name }) => ({ value: id, label: name })),
    ],
    defaultValue: now.companyId ?? '',
    disabled,
  },
]
