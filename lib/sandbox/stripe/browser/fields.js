let serial = 0

/** Makes an HTML element: attributes, then children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/** A labelled control whose error is its accessible description. `check` gives `{code, message}` or nothing. */
export function field({ label, name, isWide, control, check, format = (text) => text, onInput }) {
  const id = `sandbox-stripe-${name}-${++serial}`
  const error = make('p', { class: 'SandboxError', id: `${id}-error` })
  const input = control ?? make('input', { type: 'text' })
  input.id = id
  input.name = name
  input.classList.add('SandboxInput')
  const node = make(
    'div',
    { class: `SandboxField${isWide ? ' SandboxField--wide' : ''}` },
    make('label', { for: id }, label),
    input,
    error,
  )

  function show(problem) {
    error.textContent = problem?.message ?? ''
    input.toggleAttribute('aria-invalid', false)
    if (problem) {
      input.setAttribute('aria-invalid', 'true')
      input.setAttribute('aria-describedby', error.id)
    } else input.removeAttribute('aria-describedby')
  }

  input.addEventListener('input', () => {
    const formatted = format(input.value)
    if (formatted !== input.value && input.tagName === 'INPUT') input.value = formatted
    show(undefined)
    onInput()
  })
  input.addEventListener('blur', () => {
    if (input.value !== '') show(check?.(input.value))
  })
  return { node, input, show, problem: () => check?.(input.value), value: () => input.value }
}

const digits = (text) => text.replace(/\D/g, '')

export function isLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

export function formatNumber(text) {
  const number = digits(text).slice(0, 19)
  const groups = /^3[47]/.test(number)
    ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?/
    : /(\d{1,4})(\d{1,4})?(\d{1,4})?(\d{1,4})?(\d{1,3})?/
  return (number.match(groups) ?? []).slice(1).filter(Boolean).join(' ')
}

export function checkNumber(text) {
  const number = digits(text)
  if (number.length < (/^3[47]/.test(number) ? 15 : 16))
    return { code: 'incomplete_number', message: 'Your card number is incomplete.' }
  return isLuhn(number) ? undefined : { code: 'invalid_number', message: 'Your card number is invalid.' }
}

export function formatExpiry(text) {
  const number = digits(/^[2-9]/.test(text) ? `0${text}` : text).slice(0, 4)
  return number.length > 2 ? `${number.slice(0, 2)} / ${number.slice(2)}` : number
}

export function readExpiry(text) {
  const number = digits(text)
  return { exp_month: Number(number.slice(0, 2)), exp_year: 2000 + Number(number.slice(2, 4)) }
}

export function checkExpiry(text, now = new Date()) {
  if (digits(text).length < 4)
    return { code: 'incomplete_expiry', message: "Your card's expiration date is incomplete." }
  const { exp_month, exp_year } = readExpiry(text)
  if (exp_month < 1 || exp_month > 12)
    return { code: 'invalid_expiry_month', message: "Your card's expiration date is invalid." }
  if (exp_year < now.getFullYear() || (exp_year === now.getFullYear() && exp_month <= now.getMonth()))
    return { code: 'invalid_expiry_year_past', message: "Your card's expiration year is in the past." }
  return undefined
}

export const formatCvc = (text) => digits(text).slice(0, 4)

export const checkCvc = (text) =>
  text.length >= 3
    ? undefined
    : { code: 'incomplete_cvc', message: "Your card's security code is incomplete." }

/** Every country that the browser knows by name, by its ISO 3166 code. */
export function countries() {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], {
    type: 'region',
    fallback: 'none',
  })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const unreal = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'])
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !unreal.has(code) && new Intl.Locale(`und-${code}`).region === code && names.of(code))
    .map((code) => ({ code, name: names.of(code) }))
    .sort((a, b) => a.name.localeCompare(b.name))
}
