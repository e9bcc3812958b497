import { ask, pathOf } from './api.js'
import { make } from './fields.js'
import { paymentForm } from './payment-form.js'
import { applyAppearance, dress } from './style.js'

export class IntegrationError extends Error {
  name = 'IntegrationError'
}

function emitter() {
  const listeners = new Map()
  return {
    on: (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    off: (type, listener) =>
      listeners.set(type, listener ? (listeners.get(type) ?? []).filter((each) => each !== listener) : []),
    emit: (type, event) => {
      for (const listener of listeners.get(type) ?? []) listener(event)
    },
  }
}

function placeOf(where) {
  const place = typeof where === 'string' ? document.querySelector(where) : where
  if (place) return place
  throw new IntegrationError(
    `The selector you specified (${where}) applies to no DOM elements that are currently on the page.`,
  )
}

const drawn = new Set(['payment', 'card'])

/** Which methods to show: those of the intent, or for a deferred one those that its currency has. */
async function typesOf(client, options) {
  if (!options.clientSecret) {
    const isSepa = options.currency?.toLowerCase() === 'eur' && options.captureMethod !== 'manual'
    return (
      options.paymentMethodTypes ??
      options.payment_method_types ??
      (isSepa ? ['card', 'sepa_debit'] : ['card'])
    )
  }
  const intent = await ask(client, 'GET', pathOf(options.clientSecret), {
    client_secret: options.clientSecret,
  })
  if (intent.error) throw intent.error
  return intent.payment_method_types
}

function makeElement(client, elementType, options, group) {
  const { on, off, emit } = emitter()
  const node = make('div', { class: 'SandboxElement' })
  let form

  async function fill() {
    try {
      const types = elementType === 'card' ? ['card'] : await typesOf(client, group)
      const shown = types.filter((type) => type === 'card' || type === 'sepa_debit')
      if (shown.length === 0)
        throw { type: 'invalid_request_error', message: 'No payment method of this intent can be shown.' }
      const onChange = (state) => emit('change', { elementType, collapsed: false, ...state })
      const defaults = options.defaultValues?.billingDetails
      form = paymentForm({ node, types: shown, withCountry: elementType === 'payment', defaults, onChange })
      emit('ready', { elementType })
      onChange(form.state())
    } catch (error) {
      emit('loaderror', { elementType, error })
    }
  }

  const element = {
    mount(where) {
      const place = placeOf(where)
      place.replaceChildren(node)
      dress(place)
      applyAppearance(node, group.appearance)
      emit('loaderstart', { elementType })
      // Without a wallet in the browser the vendor shows no express button either.
      if (elementType === 'expressCheckout')
        queueMicrotask(() => emit('ready', { elementType, availablePaymentMethods: undefined }))
      else if (form) queueMicrotask(() => emit('ready', { elementType }))
      else void fill()
    },
    on(type, listener) {
      on(type, listener)
      return element
    },
    off(type, listener) {
      off(type, listener)
      return element
    },
    once(type, listener) {
      const first = (event) => {
        off(type, first)
        listener(event)
      }
      return element.on(type, first)
    },
    update(changes = {}) {
      Object.assign(options, changes)
    },
    unmount: () => node.remove(),
    destroy() {
      node.remove()
      group.made.delete(elementType)
    },
    focus: () => form?.focus(),
    blur: () => document.activeElement?.blur(),
    clear: () => form?.clear(),
    collapse: () => {},
    _restyle: () => applyAppearance(node, group.appearance),
    _validate: () =>
      form
        ? form.validate()
        : {
            type: 'validation_error',
            code: 'element_not_ready',
            message: 'The payment form has not loaded yet.',
          },
    _data: () => form.data(),
  }
  return element
}

/** `stripe.elements(options)`: a group of elements for one intent. */
export function makeElements(client, options = {}) {
  const group = { ...options, made: new Map() }
  const form = () => group.made.get('payment') ?? group.made.get('card')
  return {
    create(type, elementOptions = {}) {
      if (!drawn.has(type) && type !== 'expressCheckout')
        throw new IntegrationError(
          `The sandbox's stripe.js has no element "${type}". It has payment, card and expressCheckout.`,
        )
      if (group.made.has(type))
        throw new IntegrationError(`Can only create one Element of type ${type} through Elements.`)
      const element = makeElement(client, type, { ...elementOptions }, group)
      group.made.set(type, element)
      return element
    },
    getElement: (type) => group.made.get(type) ?? null,
    update(changes = {}) {
      Object.assign(group, changes)
      for (const element of group.made.values()) element._restyle()
    },
    async submit() {
      const error = form()?._validate()
      return error ? { error } : { selectedPaymentMethod: form()?._data().type }
    },
    fetchUpdates: async () => ({}),
    _clientSecret: () => group.clientSecret,
    _validate: () => form()?._validate() ?? (form() ? undefined : missing),
    _data: () => form()._data(),
  }
}

const missing = {
  type: 'validation_error',
  code: 'element_missing',
  message: 'The payment form is not on the page.',
}
