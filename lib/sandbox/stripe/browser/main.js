import { confirm, confirmCard, create, handleNextAction, retrieve } from './confirm.js'
import { IntegrationError, makeElements } from './elements.js'

/** `Stripe(pk, {stripeAccount})`: the calls of stripe.js that a shop makes, spoken to the sandbox. */
function Stripe(key, { stripeAccount } = {}) {
  if (typeof key !== 'string' || key === '')
    throw new IntegrationError('Missing value for Stripe(): apiKey should be a string.')
  if (/^(sk|rk)_/.test(key))
    throw new IntegrationError(
      'You should not use your secret key with Stripe.js. Please pass a publishable key instead.',
    )
  const client = { key, account: stripeAccount }
  return {
    elements: (options) => makeElements(client, options),
    confirmPayment: (options) => confirm(client, 'confirmPayment', options),
    confirmSetup: (options) => confirm(client, 'confirmSetup', options),
    confirmCardPayment: (secret, data, options) => confirmCard(client, secret, data, options),
    confirmCardSetup: (secret, data, options) => confirmCard(client, secret, data, options),
    retrievePaymentIntent: (secret) => retrieve(client, secret),
    retrieveSetupIntent: (secret) => retrieve(client, secret),
    handleNextAction: ({ clientSecret }) => handleNextAction(client, clientSecret),
    handleCardAction: (secret) => handleNextAction(client, secret),
    createPaymentMethod: (options) => create(client, options, false),
    createConfirmationToken: (options) => create(client, options, true),
    createToken: async () => ({
      error: {
        type: 'invalid_request_error',
        message: 'The sandbox makes no tokens: use createPaymentMethod.',
      },
    }),
    _registerWrapper() {},
    registerAppInfo() {},
  }
}

Stripe.version = 'endive'
window.Stripe = Stripe
