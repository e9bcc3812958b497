import type { Tone } from '@/components/ui/badge'
import type { Block } from '@/lib/wallets/block'

const blocks: Record<Block, { word: string; tone: Tone }> = {
  off: { word: 'Switched off', tone: 'neutral' },
  balance_empty: { word: 'Balance empty', tone: 'danger' },
}

/** Whether something can be bought with a wallet, in a word. */
export const wordOf = (block: Block | null): { word: string; tone: Tone } =>
  block ? blocks[block] : { word: 'On', tone: 'success' }
