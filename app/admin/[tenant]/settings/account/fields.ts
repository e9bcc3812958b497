import type { FieldProps } from '@/components/form/field'
import { countryCodes, countryName } from '@/lib/core/countries'

type Option = { value: string; label: string }

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, 'en')

const names = new Intl.DisplayNames('en', { type: 'currency' })

export const currencyOptions: Option[] = Intl.supportedValuesOf('currency').map((code) => ({
  value: code,
  label: `${code} – ${names.of(code)}`,
}))

export const timezoneOptions: Option[] = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}))

export const countryOptions: Option[] = [
  { value: '', label: 'No country' },
  ...countryCodes.map((code) => ({ value: code, label: countryName(code) })).sort(byLabel),
]

export const groups: readonly { title: string; description?: string; fields: readonly FieldProps[] }[] = [
  {
    title: 'Organization',
    fields: [
      {
        name: 'name',
        label: 'Name',
        required: true,
        maxLength: 80,
        autoComplete: 'organization',
        className: 'sm:col-span-2',
      },
      {
        name: 'currency',
        label: 'Default currency',
        type: 'select',
        options: currencyOptions,
        hint: 'New plans and companies start with it.',
      },
      {
        name: 'timezone',
        label: 'Time zone',
        type: 'select',
        options: timezoneOptions,
        hint: 'Of dates and times in the portal.',
      },
    ],
  },
  {
    title: 'Billing',
    fields: [
      { name: 'companyName', label: 'Company name' },
      { name: 'vatNumber', label: 'VAT number' },
    ],
  },
  {
    title: 'Address',
    fields: [
      { name: 'street', label: 'Street', autoComplete: 'address-line1' },
      { name: 'house', label: 'House or apartment', autoComplete: 'address-line2' },
      { name: 'postalCode', label: 'Postal code', autoComplete: 'postal-code' },
      { name: 'city', label: 'City', autoComplete: 'address-level2' },
      { name: 'state', label: 'State', autoComplete: 'address-level1' },
      { name: 'country', label: 'Country', type: 'select', options: countryOptions, autoComplete: 'country' },
    ],
  },
  {
    title: 'Contact',
    fields: [
      { name: 'contactName', label: 'Contact name', autoComplete: 'name' },
      { name: 'contactEmail', label: 'Contact email', type: 'email', autoComplete: 'email' },
      {
        name: 'phone',
        label: 'Phone',
        type: 'tel',
        autoComplete: 'tel',
        hint: 'With country code: +49 30 1234567',
      },
      { name: 'phone2', label: 'Phone 2', type: 'tel', hint: 'Likewise, if there is another.' },
    ],
  },
]
