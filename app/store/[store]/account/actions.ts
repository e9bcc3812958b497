'use server'
import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/components/form/state'
import type { SaveAnswer } from '@/components/paying/save-card'
import { withRequestId } from '@/lib/core/log'
import { addMethod, type BegunAdding } from '@/lib/payment-methods/add'
import { consentText } from '@/lib/payment-methods/consent'
import { MethodChange, makeDefault, removeMethod } from '@/lib/payment-methods/manage'
import {
  AutomaticInput,
  automaticRules,
  retryAutomatic,
  setAutomatic,
} from '@/lib/refills/automatic-settings'
import { openRefill, payUrl } from '@/lib/refills/open'
import { SimRefillInput, StopInput, setSimRefill, stopSimRefill } from '@/lib/sim-refills/settings'
import { FindOrdersInput, mailOrderLinks } from '@/lib/store/find-orders'
import { AccountInput, mailAccountLink } from '@/lib/tenancy/buyers'
import { endSession } from '@/lib/tenancy/sessions'
import { FormKey, readAmount } from '@/lib/wallets/limits'
import { getWallet } from '@/lib/wallets/list'
import { accountOf, buyerAction, needBuyer } from '@/lib/web/buyer'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'
import { clearSession, currentSession } from '@/lib/web/session'
import { shopAt } from '@/lib/web/store'

export async function findOrders(address: string, _before: FormState, form: FormData): Promise<FormState> {
  const { requestId, ip } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const { store } = await shopAt(address)
    return answerForm(FindOrdersInput, form, async (input) => {
      await mailOrderLinks(store, input, ip)
      return { notice: `If there are orders for ${input.email}, their links are in your mail now.` }
    })
  })
}

/** Mails the link with which an account is made. */
export async function openAccount(address: string, _before: FormState, form: FormData): Promise<FormState> {
  const { requestId, ip } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const { store } = await shopAt(address)
    return answerForm(AccountInput, form, async (input) => {
      await mailAccountLink(store, input, ip)
      return { notice: `The link to your account is in the mail to ${input.email} now.` }
    })
  })
}

/** Ends the session, and stays in the store. */
export async function leave(address: string): Promise<void> {
  const { base } = await shopAt(address)
  const session = await currentSession()
  if (session) await endSession(session.user.id, session.id)
  await clearSession()
  redirect(`${base}/account`)
}

const refresh = () => revalidatePath('/store/[store]/account', 'layout')

const RefillInput = z.object({
  walletId: z.string(),
  key: FormKey,
  amount: z.string().trim().min(1, 'Write how much is added.'),
})

/** Opens a refill of the own wallet and goes to the page where it is paid. */
export const addMoney = buyerAction(RefillInput, async (buyer, { walletId, key, ...input }) => {
  const { currency } = await getWallet(buyer, walletId)
  const { amount } = readAmount(input.amount, currency)
  const reference = `form:${walletId}:${key}`
  const { token } = await openRefill(buyer, { walletId, amount, reference, origin: 'page' })
  redirect(payUrl(token))
})

export const removeCard = buyerAction(MethodChange, async (buyer, input) => {
  await removeMethod(buyer, input)
  refresh()
})

export const preferCard = buyerAction(MethodChange, async (buyer, input) => {
  await makeDefault(buyer, input)
  refresh()
})

export const changeAutomatic = buyerAction(
  AutomaticInput,
  async (buyer, input) => {
    await setAutomatic(buyer, input)
    refresh()
  },
  automaticRules,
)

export const changeEsimRefill = buyerAction(SimRefillInput, async (buyer, input) => {
  await setSimRefill(buyer, input)
  refresh()
})

export const stopEsimRefill = buyerAction(StopInput, async (buyer, input) => {
  await stopSimRefill(buyer, input)
  refresh()
  return { notice: 'It is off.' }
})

export const tryAgain = buyerAction(AutomaticInput.pick({ walletId: true }), async (buyer, input) => {
  await retryAutomatic(buyer, input)
  refresh()
  return { notice: 'It is looked at now.' }
})

const SaveInput = z.object({
  connectionId: z.string('Choose a provider.'),
  consent: z.literal('on', 'Please agree, or the card cannot be kept.'),
})

/** Begins to save a card of one's own; the browser confirms it with the provider. */
export async function beginCard(address: string, form: FormData): Promise<SaveAnswer> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const [buyer, shop] = [await needBuyer(address), await shopAt(address)]
    const added = (id: string) => `/cards/added/${id}`
    let begun: BegunAdding | undefined
    const state = await answerForm(SaveInput, form, async ({ connectionId }) => {
      begun = await addMethod(buyer, {
        owner: buyer.endUserId,
        connectionId,
        consent: { text: consentText(buyer.tenant.name), ip, agent: userAgent },
        returnUrl: (id) => `${accountOf(shop)}${added(id)}`,
        currency: buyer.tenant.currency,
      })
    })
    if (!begun) return { kind: 'mend', state }
    const { id, clientSecret, redirectUrl } = begun
    const returnPath = `${shop.base}/account${added(id)}`
    if (clientSecret) return { kind: 'card', clientSecret, returnPath }
    return { kind: 'go', url: redirectUrl ?? returnPath }
  })
}
