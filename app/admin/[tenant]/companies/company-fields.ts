import type { FieldProps } from '@/components/form/field'
import type { Company } from '@/lib/tenancy/companies'

const names = new Intl.DisplayNames('en', { type: 'currency' })
/** Every currency, for a select. */
export const currencies = Intl.supportedValuesOf('currency').map((code) => ({
  value: code,
  label: `${code} – ${names.of(code)}`,
}))

/** The form of a company; `now` fills it. */
export const companyFields = (
  now: Partial<Company> & Pick<Company, 'currency'>,
  disabled = false,
): FieldProps[] => [
  { name: 'name', label: 'Name', required: true, maxLength: 80, defaultValue: now.name, disabled },
  {
    name: 'ownerEmail',
    label: 'Owner email',
    type: 'email',
    hint: 'Whom to write to. It gives no access; invite staff in Settings > Team.',
    autoComplete: 'off',
    defaultValue: now.ownerEmail ?? '',
    disabled,
  },
  {
    name: 'currency',
    label: 'Currency',
    type: 'select',
    required: true,
    options: currencies,
    defaultValue: now.currency,
    disabled,
  },
  {
    name: 'isVirtual',
    label: 'Virtual company',
    type: 'checkbox',
    hint: 'A sales channel without people of its own, such as a marketplace shop.',
    defaultValue: now.isVirtual ? 'on' : '',
    disabled,
  },
  {
    name: 'labels',
    label: 'Labels',
    hint: 'Separated by commas.',
    defaultValue: now.labels?.join(', '),
    disabled,
  },
]
