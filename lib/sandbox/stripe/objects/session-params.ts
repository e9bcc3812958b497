import { pageSpec } from '../page'
import { anyHash, hash, integer, list, metadata, oneOf, type Params, range, text } from '../params'

const productRule = hash({ name: text(250), description: text(), metadata }, 'name')
const priceRule = hash(
  { currency: text(), unit_amount: integer(1), product_data: productRule },
  'currency',
  'unit_amount',
  'product_data',
)

/** What of the vendor's hundred parameters the sandbox knows: a payment, or a method that is kept, on the hosted page. */
export const createSpec = {
  allowed_payment_method_types: list(text()),
  cancel_url: text(),
  client_reference_id: text(200),
  currency: text(),
  customer: text(),
  customer_email: text(800),
  expires_at: integer(),
  line_items: list(hash({ price_data: priceRule, quantity: integer(1) }, 'price_data', 'quantity')),
  locale: text(),
  metadata,
  mode: oneOf('payment', 'setup', 'subscription'),
  payment_intent_data: hash({
    capture_method: oneOf('automatic', 'automatic_async', 'manual'),
    description: text(1000),
    metadata,
    receipt_email: text(),
    setup_future_usage: oneOf('off_session', 'on_session'),
    statement_descriptor_suffix: text(22),
  }),
  payment_method_options: anyHash,
  setup_intent_data: hash({ description: text(1000), metadata }),
  success_url: text(),
  ui_mode: oneOf('hosted_page', 'embedded_page', 'elements', 'form'),
}

export const listSpec = {
  ...pageSpec,
  created: range,
  customer: text(),
  payment_intent: text(),
  status: oneOf('open', 'complete', 'expired'),
}

export type CreateSession = Params<typeof createSpec, 'mode'>
