import { eq } from 'drizzle-orm'
import { automaticRefills, paymentMethods, stores } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { formatMoney, money } from '@/lib/core/money'
import { open } from '@/lib/core/secrets'
import { queueMail } from '@/lib/mail/jobs'
import { labelOf } from '@/lib/payment-methods/label'
import { newMendLink } from './mend-link'
import { payUrl } from './open'
import type { Refill } from './settle'
import { subjectOf } from './start-payment'

async function propsOf(tx: Tx, refill: Refill, methodId: string) {
  const [method] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, methodId))
  const [store] = await tx.select({ name: stores.name }).from(stores).limit(1)
  return {
    senderName: store?.name,
    to: refill.email,
    url: payUrl(await open(refill.tokenSealed)),
    props: {
      sender: store?.name ?? 'Your provider',
      whose: (await subjectOf(tx, refill)).whose,
      amount: formatMoney(money(refill.amount, refill.currency)),
      card: method ? labelOf(method) : 'the saved card',
    },
  }
}

/** Asks for the mail with the link to confirm a charge at the bank. Nobody to write to: staff see it on the wallet. */
export async function mailConfirm(tx: Tx, refill: Refill, methodId: string): Promise<void> {
  const { to, url, senderName, props } = await propsOf(tx, refill, methodId)
  if (to) await queueMail(tx, { to, template: 'refillConfirm', props: { ...props, url }, senderName })
}

/** Asks for the mail that a card was declined, with the link to where it is mended. */
export async function mailDeclined(
  tx: Tx,
  refill: Refill,
  methodId: string,
  { problem, isHopeless }: { problem: string; isHopeless: boolean },
): Promise<void> {
  const { to, senderName, props } = await propsOf(tx, refill, methodId)
  if (!to) return
  const letter = { ...props, problem, isHopeless, url: await mendUrl(tx, refill) }
  await queueMail(tx, { to, template: 'refillDeclined', props: letter, senderName })
}

async function mendUrl(tx: Tx, { walletId }: Refill): Promise<string> {
  const { url, kept } = newMendLink()
  await tx.update(automaticRefills).set(kept).where(eq(automaticRefills.walletId, walletId))
  return url
}
