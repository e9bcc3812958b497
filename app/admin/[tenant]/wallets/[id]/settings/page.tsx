import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { Card } from '@/components/ui/card'
import { currency, toDecimal } from '@/lib/core/money'
import { can } from '@/lib/tenancy/permissions'
import { getWallet } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { change } from '../../actions'
import { WalletHeader } from '../wallet-header'

export const metadata: Metadata = { title: 'Settings of a wallet' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function WalletSettingsPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const wallet = await found(getWallet(ctx, id))
  const disabled = !can(ctx, 'wallets:write')
  return (
    <>
      <WalletHeader ctx={ctx} wallet={wallet} current="/settings" />
      <Card title="Settings">
        <Form
          action={change.bind(null, slug)}
          submit={disabled ? null : 'Save'}
          fields={[
            {
              name: 'isEnabled',
              label: 'Wallet is on',
              type: 'switch',
              hint: 'Off, nothing can be bought with it and no money added. What is in it stays.',
              defaultValue: wallet.isEnabled ? 'on' : '',
              disabled,
            },
            {
              name: 'minimum',
              label: 'Minimum balance',
              inputMode: 'decimal',
              suffix: wallet.currency,
              hint: 'Above zero: what must stay in it. Below zero, such as -50: a credit line.',
              defaultValue: toDecimal({ amount: wallet.minimum, currency: currency(wallet.currency) }),
              disabled,
            },
          ]}
        >
          <input type="hidden" name="id" value={wallet.id} />
        </Form>
      </Card>
    </>
  )
}
