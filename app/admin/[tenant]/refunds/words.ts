import type { RefundRow } from '@/lib/refunds/list'

/** Where the money is. */
export const statusWords: Record<RefundRow['status'], string> = {
  asked: 'Asked for',
  rejected: 'Refused',
  requested: 'Decided',
  pending: 'On its way',
  requires_action: 'Waits for the buyer',
  succeeded: 'Refunded',
  failed: 'Failed',
  canceled: 'Canceled',
}

/** Where the eSIM is. */
export const supplierWords: Record<RefundRow['supplier'], string> = {
  not_needed: 'Not needed',
  cancel_pending: 'Being taken back',
  canceled: 'Taken back',
  refused: 'Not taken back',
}

export const supplierTones = {
  not_needed: 'neutral',
  cancel_pending: 'info',
  canceled: 'success',
  refused: 'warning',
} as const

/** What a person must do; null when nothing. */
export const workOf = ({ status, task }: Pick<RefundRow, 'status' | 'task'>): string | null =>
  status === 'asked'
    ? 'Answer the buyer'
    : task === 'pay_back'
      ? 'Pay back another way'
      : task === 'take_back'
        ? 'Take the eSIM back'
        : null
