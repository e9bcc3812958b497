import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { PageHeader } from '@/components/layout/page-header'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { automaticFields, automaticLayout } from '@/components/wallets/automatic-fields'
import { StandingNote } from '@/components/wallets/standing-note'
import { viewAutomatic } from '@/lib/refills/automatic-view'
import { getWallet } from '@/lib/wallets/list'
import { needBuyer } from '@/lib/web/buyer'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'
import { changeAutomatic, tryAgain } from '../../../actions'

export const metadata: Metadata = { title: 'Automatic refill' }

type Props = { params: Promise<{ store: string; wallet: string }> }

/** How one's own wallet refills itself from a saved card. */
export default async function OwnAutomaticPage({ params }: Props) {
  const { store: address, wallet: id } = await params
  const [buyer, { base }] = [await needBuyer(address), await shopAt(address)]
  const [wallet, view] = [await found(getWallet(buyer, id)), await viewAutomatic(buyer, id)]
  const { currency } = wallet
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Automatic refill"
        breadcrumbs={[
          { label: 'My account', href: `${base}/account` },
          { label: `Wallet in ${currency}`, href: `${base}/account/wallets/${id}` },
        ]}
      />
      <div className="space-y-6">
        {view.isFilledByOther ? (
          <Alert tone="info" title="Your company fills this wallet">
            <p>Ask it to change when and how.</p>
          </Alert>
        ) : (
          <>
            <StandingNote
              {...{ view }}
              walletId={id}
              timezone={buyer.tenant.timezone}
              retry={tryAgain.bind(null, address)}
              addHref={`${base}/account/cards/new`}
            />
            <Card description="One refill at a time, for the whole gap, within the limits that you set.">
              <Form
                action={changeAutomatic.bind(null, address)}
                submit="Save"
                fields={automaticFields(view, currency, false).filter(({ name }) => name !== 'email')}
                className={automaticLayout}
              >
                <input type="hidden" name="walletId" value={id} />
              </Form>
            </Card>
          </>
        )}
      </div>
    </div>
  )
}
