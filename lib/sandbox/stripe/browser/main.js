import { confirm, confirmCard, create, handleNextAction, retrieve } from './confirm.js'
import { IntegrationError, makeElements } from './elements.js'

/** `Stripe(pk)`: the calls of stripe.js that a shop makes, spoken to the sandbox. */
function Stripe(key) {
  if (typeof key !== 'string' || key === '')
    throw new IntegrationError('Missing value for Stripe(): apiKey should be a string.')
  if (/^(sk|rk)_/.test(key))
    throw new IntegrationError(
      'You should not use your secret key with Stripe.js. Please pass a publishable key instead.',
    )
  return {
    elements: (options) => makeElements(key, options),
    confirmPayment: (options) => confirm(key, 'confirmPayment', options),
    confirmSetup: (options) => confirm(key, 'confirmSetup', options),
    confirmCardPayment: (secret, data, options) => confirmCard(key, secret, data, options),
    confirmCardSetup: (secret, data, options) => confirmCard(key, secret, data, options),
    retrievePaymentIntent: (secret) => retrieve(key, secret),
    retrieveSetupIntent: (secret) => retrieve(key, secret),
    handleNextAction: ({ clientSecret }) => handleNextAction(key, clientSecret),
    handleCardAction: (secret) => handleNextAction(key, secret),
    createPaymentMethod: (options) => create(key, options, false),
    createConfirmationToken: (options) => create(key, options, true),
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
