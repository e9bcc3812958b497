/**
 * What can be handed in as text, in the words of Stripe (docs.stripe.com/api/disputes/evidence_object), and as staff read
 * it. Other providers take what they know of it.
 */
export const evidenceFields = {
  product_description: 'What was sold',
  customer_email_address: 'Email of the buyer',
  customer_purchase_ip: 'IP address of the purchase',
  service_date: 'Date of the delivery',
  access_activity_log: 'Delivery, views, installation and use',
  refund_policy_disclosure: 'Refund policy, and how the buyer agreed to it',
  refund_refusal_explanation: 'What was refunded, and why no more',
  duplicate_charge_explanation: 'Why it is no duplicate',
  uncategorized_text: 'Anything else',
} as const

export type EvidenceField = keyof typeof evidenceFields

export const evidenceNames = Object.keys(evidenceFields) as [EvidenceField, ...EvidenceField[]]

/** One line each; the others are texts. */
export const shortFields: readonly EvidenceField[] = [
  'customer_email_address',
  'customer_purchase_ip',
  'service_date',
]

/** What a provider takes of one text. */
export const longest = 20_000
