import { formatMoney, money } from '@/lib/core/money'

/** An amount of a wallet, for people. */
export const inMoney = (amount: bigint, currency: string): string => formatMoney(money(amount, currency))
