import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { Card } from '@/components/ui/card'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { listRefills } from '@/lib/refills/list'
import { can } from '@/lib/tenancy/permissions'
import { getWallet } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { MethodsCard } from '../../../payment-methods/methods-card'
import { WalletHeader } from '../wallet-header'
import { change } from './actions'
import { automaticFields } from './automatic-fields'
import { History } from './history'
import { StandingNote } from './standing'

export const metadata: Metadata = { title: 'Automatic refill' }

type Props = { params: Promise<{ tenant: string; id: string }> }

const newest = 20

export default async function AutomaticRefillPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'wallets:read')) return <Denied need="see wallets" home={`/admin/${slug}`} />
  const wallet = await found(getWallet(ctx, id))
  const [view, { rows, next }] = await Promise.all([
    viewAutomatic(ctx, id),
    listRefills(ctx, { walletId: id }, { origin: 'automatic', size: newest }),
  ])
  const mayChange = can(ctx, 'wallets:refill')
  return (
    <>
      <WalletHeader ctx={ctx} wallet={wallet} current="/automatic" />
      <div className="space-y-6">
        <StandingNote {...{ view, slug, timezone, mayChange }} walletId={id} />
        <Card
          title="Automatic refill"
          description="One refill at a time, for the whole gap, within the limits that you set."
        >
          <Form
            action={change.bind(null, slug)}
            submit={mayChange ? 'Save' : null}
            fields={automaticFields(view, wallet.currency, !mayChange)}
            className="grid gap-5 space-y-0 sm:grid-cols-2 *:sm:col-span-2"
          >
            <input type="hidden" name="walletId" value={id} />
          </Form>
        </Card>
        {can(ctx, 'methods:read') && <MethodsCard ctx={ctx} owner={view.owner} />}
        <History
          {...{ rows, timezone }}
          hasMore={next !== null}
          root={`/admin/${slug}/wallets/${id}/refills`}
        />
      </div>
    </>
  )
}
