import type { Balance, Wallet } from './balance'

/** Why nothing can be bought with a wallet. `balance_empty`: a debit that came late took it below its minimum. */
export type Block = 'off' | 'balance_empty'

/** null: it can be used. */
export const blockOf = ({
  isEnabled,
  available,
}: Pick<Wallet, 'isEnabled'> & Pick<Balance, 'available'>): Block | null =>
  isEnabled ? (available < 0n ? 'balance_empty' : null) : 'off'
