import type { FieldProps } from '@/components/form/field'
import type { AutomaticView } from '@/lib/refills/automatic-view'

/** The class of a form in which these fields stand: two beside each other where there is room. */
export const automaticLayout = 'grid gap-5 space-y-0 sm:grid-cols-2 sm:[&>:not(.half)]:col-span-2'

const half = (field: FieldProps): FieldProps => ({ ...field, className: 'half' })

/** The form of an automatic refill; amounts are in the currency of the wallet. */
export function automaticFields(
  { values, sources }: AutomaticView,
  currency: string,
  disabled: boolean,
): FieldProps[] {
  const amount = (name: keyof typeof values, label: string, hint: string): FieldProps => ({
    ...{ name, label, hint, disabled, required: true, suffix: currency },
    ...{ inputMode: 'decimal', defaultValue: String(values[name]) },
  })
  const count = (name: keyof typeof values, label: string, hint: string, max: number): FieldProps => ({
    ...{ name, label, hint, disabled, max, required: true, min: 1, type: 'number' },
    defaultValue: String(values[name]),
  })
  return [
    {
      ...{ name: 'isOn', label: 'Refill this wallet by itself', type: 'switch', disabled },
      defaultValue: values.isOn ? 'on' : '',
    },
    half(amount('threshold', 'When the balance is below', 'Looked at after each purchase.')),
    half(amount('target', 'Fill it up to', 'The whole gap is charged at once.')),
    amount('minimum', 'Charge at least', 'Small charges cost much in fees.'),
    {
      ...{ name: 'source', label: 'Charge', type: 'select', options: sources, disabled },
      hint: 'What its owner has saved and agreed to.',
      defaultValue: values.source,
    },
    half(count('hourlyCount', 'Refills within an hour', 'At most this many, declined ones too.', 10)),
    half(amount('hourlyAmount', 'Money within an hour', 'At most this much, without declined ones.')),
    half(count('monthlyCount', 'Refills within 30 days', 'At most this many, without declined ones.', 500)),
    half(amount('monthlyAmount', 'Money within 30 days', 'At most this much, without declined ones.')),
    {
      ...{ name: 'email', label: 'Write to', type: 'email', disabled, autoComplete: 'off' },
      hint: 'When a card is declined or a bank wants a confirmation. Empty: the owner of the wallet.',
      defaultValue: values.email,
    },
  ]
}
