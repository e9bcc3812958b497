import { ask, decide, pathOf } from './api.js'
import { make } from './fields.js'
import { dress } from './style.js'

/** What stripe.js calls its results. */
export const camel = { payment_intent: 'paymentIntent', setup_intent: 'setupIntent' }
const never = () => new Promise(() => {})

function choose(heading, text, buttons) {
  return new Promise((resolve) => {
    const dialog = make(
      'dialog',
      { class: 'SandboxDialog', 'aria-label': heading },
      make('h2', {}, heading),
      make('p', {}, text),
    )
    for (const [label, value] of buttons) {
      const button = make('button', { type: 'button' }, label)
      button.addEventListener('click', () => {
        dialog.remove()
        resolve(value)
      })
      dialog.append(button)
    }
    // Leaving the dialog is what a buyer does who closes the window of his bank.
    dialog.addEventListener('cancel', () => {
      dialog.remove()
      resolve(false)
    })
    document.body.append(dialog)
    dress(dialog)
    dialog.showModal()
  })
}

function failureOf(intent) {
  const error = intent.last_payment_error ?? intent.last_setup_error
  return { ...error, [intent.object]: intent }
}

function withResult(returnUrl, intent) {
  const url = new URL(returnUrl, location.href)
  const isDone = intent.status === 'succeeded' || intent.status === 'requires_capture'
  url.searchParams.set(intent.object, intent.id)
  url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret)
  url.searchParams.set(
    'redirect_status',
    isDone ? 'succeeded' : intent.status === 'processing' ? 'pending' : 'failed',
  )
  return url.href
}

/** Lets the buyer do what the intent asks for: on the bank's page, or in a dialog where there is nowhere to go. */
async function follow(client, intent, returnUrl) {
  const action = intent.next_action
  if (intent.status !== 'requires_action' || !action) return { intent }
  if (action.redirect_to_url) {
    location.assign(action.redirect_to_url.url)
    return never()
  }
  const passed = await choose(
    '3D Secure test page',
    'Your bank would ask you here. In the sandbox you choose how it ends.',
    [
      ['Complete authentication', true],
      ['Fail authentication', false],
    ],
  )
  await decide(action.use_stripe_sdk.stripe_js, passed)
  const after = await ask(client, 'GET', pathOf(intent.client_secret), {
    client_secret: intent.client_secret,
  })
  if (after.error) return { error: after.error }
  if (after.status === 'requires_payment_method') return { error: failureOf(after) }
  return follow(client, after, returnUrl)
}

/** Follows what an answer asks for, then goes to the return address or gives the intent. */
export async function conclude(client, answer, returnUrl, isAlways) {
  if (answer.error) return { error: answer.error }
  const { intent, error } = await follow(client, answer, returnUrl)
  if (error) return { error }
  if (!isAlways) return { [camel[intent.object]]: intent }
  location.assign(withResult(returnUrl, intent))
  return never()
}
