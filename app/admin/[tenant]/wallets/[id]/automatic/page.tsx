import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { Card } from '@/components/ui/card'
import { automaticFields, automaticLayout } from '@/components/wallets/automatic-fields'
import { StandingNote } from '@/components/wallets/standing-note'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { listRefills } from '@/lib/refills/list'
import { can } from '@/lib/tenancy/permissions'
import { getWallet } from '@/lib/wallets/list'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { OwnerMethods } from '../../../payment-methods/owner-methods'
import { WalletHeader } from '../wallet-header'
import { change, retry } from './actions'
import { History } from './history'

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
    listRefills(ctx, id, { origin: 'automatic', size: newest }),
  ])
  const mayChange = can(ctx, 'wallets:refill')
  return (
    <>
      <WalletHeader ctx={ctx} wallet={wallet} current="/automatic" />
      <div className="space-y-6">
        <StandingNote
          {...{ view, timezone }}
          walletId={id}
          retry={mayChange ? retry.bind(null, slug) : null}
          addHref={`/admin/${slug}/payment-methods/${view.owner}/new`}
        />
        <Card
          title="Automatic refill"
          description="One refill at a time, for the whole gap, within the limits that you set."
        >
          <Form
            action={change.bind(null, slug)}
            submit={mayChange ? 'Save' : null}
            fields={automaticFields(view, wallet.currency, !mayChange)}
            className={automaticLayout}
          >
            <input type="hidden" name="walletId" value={id} />
          </Form>
        </Card>
        {can(ctx, 'methods:read') && <OwnerMethods ctx={ctx} owner={view.owner} />}
        <History
          {...{ rows, timezone }}
          hasMore={next !== null}
          root={`/admin/${slug}/wallets/${id}/refills`}
        />
      </div>
    </>
  )
}
