import type Stripe from 'stripe'
import type { Mode } from '../../states'

// docs.stripe.com/api/accounts/object: why an account is held back, in the order in which a person can mend it.
const reasons: Record<string, string> = {
  'requirements.past_due': 'Stripe wants to know more of your business, and the time for it is over',
  'requirements.pending_verification': 'Stripe is still checking what you told it',
  'action_required.requested_capabilities': 'a way to pay must first be asked for in Stripe',
  listed: 'Stripe is checking the account against a list',
  under_review: 'Stripe is reviewing the account',
  platform_paused: 'the platform of this account has paused it',
  'rejected.fraud': 'Stripe has rejected the account because it suspects fraud',
  'rejected.incomplete_verification': 'Stripe has rejected the account because too little is known of it',
  'rejected.listed': 'Stripe has rejected the account because it is on a list',
  'rejected.terms_of_service': 'Stripe has rejected the account for breaking its terms',
  'rejected.other': 'Stripe has rejected the account',
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

const inWords = (field: string): string =>
  field === 'external_account' ? 'bank account' : field.replaceAll(/[._]/g, ' ')

/** `bank account, business profile url`: what Stripe asks for now, each once. */
function demandsOf({ requirements }: Stripe.Account): string {
  const fields = [...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])]
  return [...new Set(fields)].map(inWords).join(', ')
}

/** Whether this account takes payments. A test key may always try them; null when the key may not read the account. */
export const takesPayments = (account: Stripe.Account | null, mode: Mode): boolean | null =>
  account && (mode === 'test' || account.charges_enabled)

/** Why an account takes no payments, as a sentence that says what to do; undefined for one that does. */
export function problemOf(account: Stripe.Account | null, mode: Mode): string | undefined {
  if (!account || takesPayments(account, mode)) return undefined
  const reason = reasons[account.requirements?.disabled_reason ?? ''] ?? 'it is not activated yet'
  const demands = demandsOf(account)
  return `Stripe takes no payments for this account: ${reason}. Finish it in Stripe: Settings, Account status.${demands && ` Stripe asks for: ${demands}.`}`
}

/** What does not stop payments yet. */
export function warningsOf(account: Stripe.Account): string[] {
  const warnings: string[] = []
  const { requirements, payouts_enabled } = account
  const demands = demandsOf(account)
  if (!payouts_enabled)
    warnings.push(
      `Stripe pays nothing out to this account: ${reasons[requirements?.disabled_reason ?? ''] ?? 'it knows no bank account yet'}. Look at Settings, Account status in Stripe.`,
    )
  if (demands && requirements?.current_deadline)
    warnings.push(
      `Stripe asks for: ${demands}. Give it in Stripe by ${day.format(requirements.current_deadline * 1000)}, else the account is held back.`,
    )
  return warnings
}
