import { ask, kindOf, pathOf } from './api.js'
import { IntegrationError } from './elements.js'
import { camel, conclude } from './next-action.js'

export async function retrieve(client, secret) {
  const intent = await ask(client, 'GET', pathOf(secret), { client_secret: secret })
  return intent.error ? { error: intent.error } : { [camel[kindOf(secret)]]: intent }
}

function merged(data, extra = {}) {
  const { billing_details, ...rest } = extra
  const address = { ...data.billing_details?.address, ...billing_details?.address }
  const details = {
    ...data.billing_details,
    ...billing_details,
    ...(Object.keys(address).length > 0 && { address }),
  }
  return { ...data, ...rest, ...(Object.keys(details).length > 0 && { billing_details: details }) }
}

/** `confirmPayment` and `confirmSetup`. */
export async function confirm(
  client,
  name,
  { elements, clientSecret, confirmParams = {}, redirect = 'always' },
) {
  const secret = clientSecret ?? elements?._clientSecret()
  if (!secret)
    throw new IntegrationError(
      `stripe.${name}(): an intent's client secret must be passed to elements() or to this call.`,
    )
  const isAlways = redirect !== 'if_required'
  const { return_url, payment_method_data, ...rest } = confirmParams
  if (isAlways && !return_url)
    throw new IntegrationError(
      `stripe.${name}(): the \`confirmParams.return_url\` argument is required unless passing \`redirect: 'if_required'\`.`,
    )
  const isGiven = rest.payment_method || rest.confirmation_token
  const error = isGiven || !elements ? undefined : elements._validate()
  if (error) return { error }
  const method = isGiven || !elements ? payment_method_data : merged(elements._data(), payment_method_data)
  const answer = await ask(client, 'POST', `${pathOf(secret)}/confirm`, {
    ...rest,
    client_secret: secret,
    return_url: return_url && new URL(return_url, location.href).href,
    payment_method_data: method,
    use_stripe_sdk: !isAlways,
  })
  return conclude(client, answer, return_url, isAlways)
}

export function handleNextAction(client, secret) {
  return retrieve(client, secret).then(async (found) =>
    found.error ? found : conclude(client, found[camel[kindOf(secret)]], undefined, false),
  )
}

/** `confirmCardPayment` and `confirmCardSetup`: a method by its id, or the fields of a card element. */
export async function confirmCard(
  client,
  secret,
  { payment_method, return_url, ...rest } = {},
  { handleActions = true } = {},
) {
  const isElement = typeof payment_method === 'object'
  const error = isElement ? payment_method.card._validate() : undefined
  if (error) return { error }
  const data =
    isElement && merged(payment_method.card._data(), { billing_details: payment_method.billing_details })
  const answer = await ask(client, 'POST', `${pathOf(secret)}/confirm`, {
    ...rest,
    client_secret: secret,
    return_url,
    use_stripe_sdk: true,
    ...(isElement ? { payment_method_data: data } : { payment_method }),
  })
  if (handleActions || answer.error) return conclude(client, answer, return_url, false)
  return { [camel[kindOf(secret)]]: answer }
}

/** `createPaymentMethod` and `createConfirmationToken`: what the form holds, sent ahead of the intent. */
export async function create(client, { elements, card, type, params = {}, billing_details }, isToken) {
  const form = elements ?? card
  const error = form?._validate?.()
  if (error) return { error }
  const { payment_method_data = {}, ...rest } = isToken
    ? params
    : { payment_method_data: { billing_details, ...params } }
  const data = merged(form ? form._data() : { type }, payment_method_data)
  const body = isToken ? { ...rest, payment_method_data: data } : data
  const answer = await ask(client, 'POST', isToken ? '/v1/confirmation_tokens' : '/v1/payment_methods', body)
  return answer.error
    ? { error: answer.error }
    : { [isToken ? 'confirmationToken' : 'paymentMethod']: answer }
}
