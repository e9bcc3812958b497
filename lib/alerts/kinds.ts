import type { Permission } from '@/lib/tenancy/permissions'

/** How bad it is: `danger` loses money or sales now, `warning` will. */
export type Tone = 'danger' | 'warning'

export type Kind = {
  label: string
  tone: Tone
  sees: Permission
  when: string
  /** Mailed in words of its own, where it happens: an alert's mail would be a second one. */
  hasOwnMail?: true
  /** Nothing that can be looked at says when it is over: a person does. */
  endsByHand?: true
}

/** Everything that staff are alerted of. Nothing else is. */
export const alertKinds = {
  'declines.spike': {
    label: 'Declines',
    tone: 'danger',
    sees: 'payments:read',
    when: 'A PSP declines far more attempts than it used to.',
  },
  'payments.failing': {
    label: 'Failed payments',
    tone: 'danger',
    sees: 'payments:read',
    when: 'Far more payments than usual end without being paid.',
  },
  'payments.unknown': {
    label: 'Payments without an answer',
    tone: 'danger',
    sees: 'payments:read',
    when: 'Nobody knows for an hour whether a payment was made.',
  },
  'payments.held': {
    label: 'Held payments',
    tone: 'danger',
    sees: 'payments:read',
    when: 'What a PSP says of a payment does not fit our record.',
  },
  'authorizations.ending': {
    label: 'Authorizations that end',
    tone: 'danger',
    sees: 'payments:read',
    when: 'An authorized payment is lost within a day unless it is captured.',
  },
  'orders.undelivered': {
    label: 'Paid and not delivered',
    tone: 'danger',
    sees: 'orders:read',
    when: 'An order is paid, and its eSIM does not come.',
  },
  'refunds.failed': {
    label: 'Failed refunds',
    tone: 'danger',
    sees: 'payments:read',
    when: 'A refund was refused or came back: the buyer has not got the money.',
  },
  'refunds.slow': {
    label: 'Slow refunds',
    tone: 'warning',
    sees: 'payments:read',
    when: 'A refund is on its way for more than five days.',
  },
  'disputes.opened': {
    label: 'Disputes',
    tone: 'danger',
    sees: 'payments:read',
    when: 'A buyer disputes a payment.',
  },
  'disputes.due': {
    label: 'Disputes that are due',
    tone: 'danger',
    sees: 'payments:read',
    when: 'A dispute is not answered: 7, 3 and 1 days before its time is over.',
    hasOwnMail: true,
  },
  'fraud.warning': {
    label: 'Early fraud warnings',
    tone: 'warning',
    sees: 'payments:read',
    when: 'A card network suspects fraud.',
    endsByHand: true,
  },
  'payouts.failed': {
    label: 'Failed payouts',
    tone: 'danger',
    sees: 'payments:read',
    when: 'Money did not reach the bank account of the organization.',
    endsByHand: true,
  },
  'connections.broken': {
    label: 'Broken connections',
    tone: 'danger',
    sees: 'connections:read',
    when: 'A PSP no longer accepts its key, or restricts the account.',
  },
  'webhooks.failing': {
    label: 'Webhooks that cannot be worked on',
    tone: 'warning',
    sees: 'webhooks:read',
    when: 'Webhooks of a PSP wait for more than ten minutes, or are not signed by its secret.',
  },
  'webhooks.refused': {
    label: 'Refused calls',
    tone: 'danger',
    sees: 'webhooks:read',
    when: 'A payment page says what cannot be true beside what it said before, such as a payment paid twice.',
    endsByHand: true,
  },
  'webhooks.silent': {
    label: 'Silent webhooks',
    tone: 'warning',
    sees: 'webhooks:read',
    when: 'Payments are made at a PSP, but its webhooks do not come.',
  },
  'conflicts.open': {
    label: 'Conflicts',
    tone: 'warning',
    sees: 'payments:read',
    when: 'The books of a PSP and ours differ.',
  },
  'refills.blocked': {
    label: 'Automatic refills',
    tone: 'danger',
    sees: 'payments:read',
    when: 'An automatic refill is blocked, capped, or runs away.',
  },
} as const satisfies Record<string, Kind>

export type AlertKind = keyof typeof alertKinds

export const kindNames = Object.keys(alertKinds) as [AlertKind, ...AlertKind[]]

export const isAlertKind = (name: string): name is AlertKind => name in alertKinds

export const endsByHand = (kind: AlertKind): boolean => (alertKinds[kind] as Kind).endsByHand ?? false
