import {
  checkCvc,
  checkExpiry,
  checkNumber,
  countries,
  field,
  formatCvc,
  formatExpiry,
  formatNumber,
  make,
  readExpiry,
} from './fields.js'

const input = (attributes) => make('input', { type: 'text', spellcheck: 'false', ...attributes })

function countrySelect(country) {
  const options = countries().map(({ code, name }) => make('option', { value: code }, name))
  const select = make('select', { autocomplete: 'billing country' }, ...options)
  const own = navigator.language.split('-')[1]
  select.value = country ?? own ?? 'US'
  if (!select.value) select.value = 'US'
  return select
}

/** The fields of a card. `data` is what the API takes as `payment_method_data`. */
export function cardForm({ withCountry, defaults, onInput }) {
  const number = field({
    label: 'Card number',
    name: 'number',
    isWide: true,
    control: input({ inputmode: 'numeric', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234' }),
    check: checkNumber,
    format: formatNumber,
    onInput,
  })
  const expiry = field({
    label: 'Expiry date',
    name: 'expiry',
    control: input({ inputmode: 'numeric', autocomplete: 'cc-exp', placeholder: 'MM / YY' }),
    check: checkExpiry,
    format: formatExpiry,
    onInput,
  })
  const cvc = field({
    label: 'CVC',
    name: 'cvc',
    control: input({ inputmode: 'numeric', autocomplete: 'cc-csc', placeholder: 'CVC' }),
    check: checkCvc,
    format: formatCvc,
    onInput,
  })
  const country = withCountry
    ? field({
        label: 'Country',
        name: 'country',
        isWide: true,
        control: countrySelect(defaults?.address?.country),
        onInput,
      })
    : undefined
  return {
    fields: [number, expiry, cvc, ...(country ? [country] : [])],
    data: () => ({
      type: 'card',
      card: { number: number.value().replace(/\s/g, ''), ...readExpiry(expiry.value()), cvc: cvc.value() },
      ...(country && { billing_details: { address: { country: country.value() } } }),
    }),
  }
}

const required = (code, message) => (text) => (text.trim() ? undefined : { code, message })

export function sepaForm({ defaults, onInput }) {
  const iban = field({
    label: 'IBAN',
    name: 'iban',
    isWide: true,
    control: input({ autocomplete: 'off', placeholder: 'DE00 0000 0000 0000 0000 00' }),
    check: (text) =>
      text.replace(/\s/g, '').length < 15
        ? { code: 'incomplete_iban', message: 'Your IBAN is incomplete.' }
        : undefined,
    onInput,
  })
  const name = field({
    label: 'Account holder name',
    name: 'holder',
    control: input({ autocomplete: 'name' }),
    check: required('incomplete_name', 'Please provide the name of the account holder.'),
    onInput,
  })
  const email = field({
    label: 'Account holder email',
    name: 'holder-email',
    control: input({ type: 'email', autocomplete: 'email' }),
    check: required('incomplete_email', 'Please provide the email of the account holder.'),
    onInput,
  })
  name.input.value = defaults?.name ?? ''
  email.input.value = defaults?.email ?? ''
  return {
    fields: [iban, name, email],
    data: () => ({
      type: 'sepa_debit',
      sepa_debit: { iban: iban.value() },
      billing_details: { name: name.value(), email: email.value() },
    }),
  }
}
