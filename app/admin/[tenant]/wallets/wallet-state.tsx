import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Badge } from '@/components/ui/badge'
import { blockOf } from '@/lib/wallets/block'
import type { WalletRow } from '@/lib/wallets/list'
import { wordOf } from './words'

/** Whether a wallet can be used, and whether its money is real. */
export function WalletState({ wallet }: { wallet: WalletRow }) {
  const { word, tone } = wordOf(blockOf(wallet))
  return (
    <>
      <Badge dot tone={tone}>
        {word}
      </Badge>
      {wallet.mode === 'test' && <TestModeBadge />}
    </>
  )
}
