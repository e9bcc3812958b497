import { redirect } from 'next/navigation'
import { finishAdding } from '@/lib/payment-methods/finish'
import { needBuyer } from '@/lib/web/buyer'
import { found } from '@/lib/web/found'
import { shopAt } from '@/lib/web/store'

type Props = { params: Promise<{ store: string; id: string }> }

/** Where a provider sends the browser: reads what came of it, and leads on without what stood in the address. */
export default async function AddedCardPage({ params }: Props) {
  const { store: address, id } = await params
  const [buyer, { base }] = [await needBuyer(address), await shopAt(address)]
  await found(finishAdding(buyer, id))
  redirect(`${base}/account?added=${id}`)
}
