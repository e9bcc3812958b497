import { MethodsCard } from '@/components/paying/methods-card'
import { Button } from '@/components/ui/button'
import { outcomeOf } from '@/lib/payment-methods/finish'
import { listMethods } from '@/lib/payment-methods/manage'
import { waysToSave } from '@/lib/payment-methods/ways'
import type { Store } from '@/lib/store/find'
import { ownEsims } from '@/lib/store/own-esims'
import type { Buyer } from '@/lib/tenancy/buyers'
import { listWallets, WalletQuery } from '@/lib/wallets/list'
import { leave, preferCard, removeCard } from './actions'
import { EsimsCard } from './esims-card'
import { WalletCard } from './wallet-card'

/** `added`: the card whose provider has just sent its owner back. */
type Props = {
  address: string
  base: string
  store: Pick<Store, 'id' | 'tenantId'>
  buyer: Buyer
  added?: string
  /** The SIM after which the list of SIMs goes on. */
  before?: string
}

/** What a signed-in buyer has with the organization: SIMs, wallets and saved cards. */
export async function BuyerAccount({ address, base, store, buyer, added, before }: Props) {
  const [wallets, methods, ways, outcome, esims] = await Promise.all([
    listWallets(buyer, WalletQuery.parse({ size: 20 })),
    listMethods(buyer, buyer.endUserId),
    waysToSave(buyer.tenantId, buyer.tenant.currency),
    added ? outcomeOf(buyer, added) : null,
    ownEsims(store, buyer, before),
  ])
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-2xl">My account</h1>
          <p className="break-words text-muted-foreground">{buyer.user.email}</p>
        </div>
        <form action={leave.bind(null, address)}>
          <Button variant="secondary">Sign out</Button>
        </form>
      </header>
      <EsimsCard base={base} esims={esims.rows} next={esims.next} />
      {wallets.rows.map((wallet) => (
        <WalletCard key={wallet.id} {...{ address, base, wallet }} />
      ))}
      {(ways.length > 0 || methods.length > 0) && (
        <MethodsCard
          {...{ methods, outcome }}
          timezone={buyer.tenant.timezone}
          description="Kept by the payment provider; the number never reaches us."
          changes={{ prefer: preferCard.bind(null, address), remove: removeCard.bind(null, address) }}
          addHref={ways.length > 0 ? `${base}/account/cards/new` : null}
        />
      )}
    </>
  )
}
