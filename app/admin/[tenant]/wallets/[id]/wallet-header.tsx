import { PageHeader } from '@/components/layout/page-header'
import { Tabs } from '@/components/ui/tabs'
import { newToken } from '@/lib/core/secrets'
import { can } from '@/lib/tenancy/permissions'
import type { WalletRow } from '@/lib/wallets/list'
import type { TenantContext } from '@/lib/web/session'
import { WalletState } from '../wallet-state'
import { AddMoney, Correct, GiveCredit } from './dialogs'

type Props = { ctx: TenantContext; wallet: WalletRow; current: '' | '/refills' | '/automatic' | '/settings' }

/** Head and tabs of the pages of one wallet. */
export function WalletHeader({ ctx, wallet, current }: Props) {
  const { slug } = ctx.tenant
  const here = `/admin/${slug}/wallets/${wallet.id}`
  const form = { slug, wallet, formKey: newToken() }
  return (
    <>
      <PageHeader
        title={`Wallet of ${wallet.owner}`}
        breadcrumbs={[{ label: 'Wallets', href: `/admin/${slug}/wallets` }]}
        badge={<WalletState wallet={wallet} />}
        actions={
          <>
            {can(ctx, 'wallets:write') && <Correct {...form} />}
            {can(ctx, 'wallets:write') && <GiveCredit {...form} />}
            {can(ctx, 'wallets:refill') && wallet.isEnabled && <AddMoney {...form} />}
          </>
        }
      />
      <Tabs
        label={`Wallet of ${wallet.owner}`}
        current={here + current}
        items={[
          { href: here, label: 'Statement' },
          { href: `${here}/refills`, label: 'Refills' },
          { href: `${here}/automatic`, label: 'Automatic refill' },
          { href: `${here}/settings`, label: 'Settings' },
        ]}
      />
    </>
  )
}
