import type { Tone } from '@/components/ui/badge'
import { formatMoney, money } from '@/lib/core/money'
import type { Block } from '@/lib/wallets/block'

/** An amount of a wallet, for people. */
export const inMoney = (amount: bigint, currency: string): string => formatMoney(money(amount, currency))

const blocks: Record<Block, { word: string; tone: Tone }> = {
  off: { word: 'Switched off', tone: 'neutral' },
  balance_empty: { word: 'Balance empty', tone: 'danger' },
}

/** Whether something can be bought with a wallet, in a word. */
export const wordOf = (block: Block | null): { word: string; tone: Tone } =>
  block ? blocks[block] : { word: 'On', tone: 'success' }
