import { make } from './fields.js'
import { cardForm, sepaForm } from './method-forms.js'

const names = { card: 'Card', sepa_debit: 'SEPA Debit' }

const notes = {
  card: 'Sandbox: use a test card such as 4242 4242 4242 4242. No money moves.',
  sepa_debit: 'Sandbox: use a test IBAN such as AT61 1904 3002 3457 3201. No money moves.',
}

function choice(types, chosen, onChoose) {
  const group = `sandbox-stripe-type-${Math.random().toString(36).slice(2)}`
  const labels = types.map((type) => {
    const radio = make('input', { type: 'radio', name: group, value: type })
    radio.checked = type === chosen
    radio.addEventListener('change', () => onChoose(type))
    return make('label', { class: 'SandboxChoice' }, radio, names[type])
  })
  return make('fieldset', {}, make('legend', {}, 'Pay with'), ...labels)
}

/** What a payment element shows: the choice of a type where there are several, and the fields of the chosen one. */
export function paymentForm({ node, types, withCountry, defaults, onChange }) {
  let form
  let type = types[0]
  const fields = make('div', { class: 'SandboxFields' })
  const note = make('p', { class: 'SandboxNote' })

  const problem = () => form.fields.map((each) => ({ each, why: each.problem() })).find(({ why }) => why)
  const state = () => ({
    complete: !problem(),
    empty: form.fields.every(({ input: control }) => control.tagName === 'SELECT' || control.value === ''),
    value: { type },
  })

  function choose(next) {
    type = next
    const options = { withCountry, defaults, onInput: () => onChange(state()) }
    form = type === 'card' ? cardForm(options) : sepaForm(options)
    fields.replaceChildren(...form.fields.map((each) => each.node))
    note.textContent = notes[type]
  }

  choose(type)
  const shown =
    types.length > 1
      ? [
          choice(types, type, (next) => {
            choose(next)
            onChange(state())
          }),
        ]
      : []
  node.replaceChildren(...shown, fields, note)
  return {
    data: () => form.data(),
    state,
    focus: () => form.fields[0].input.focus(),
    clear: () => choose(type),
    /** Shows what is wrong at its field, and gives the first of it as stripe.js words it. */
    validate() {
      for (const each of form.fields) each.show(each.problem())
      const first = problem()
      first?.each.input.focus()
      return first && { type: 'validation_error', ...first.why }
    },
  }
}
