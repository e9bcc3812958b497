'use server'
import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { z } from 'zod'
import type { SaveAnswer } from '@/components/paying/save-card'
import { env } from '@/lib/core/env'
import { withRequestId } from '@/lib/core/log'
import { addMethod, type BegunAdding, ownerNamed } from '@/lib/payment-methods/add'
import { consentTextFor } from '@/lib/payment-methods/consent'
import { MethodChange, makeDefault, removeMethod } from '@/lib/payment-methods/manage'
import { action } from '@/lib/web/action'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'
import { tenantContext } from '@/lib/web/session'

const SaveInput = z.object({
  connectionId: z.string('Choose a provider.'),
  consent: z.literal('on', 'Confirm that the owner of the card agrees.'),
})

/** Begins to save a card of a company or an end user; the browser confirms it with the provider. */
export async function begin(slug: string, owner: string, form: FormData): Promise<SaveAnswer> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    const ctx = await tenantContext(slug)
    const added = (id: string) => `/admin/${slug}/payment-methods/${owner}/added/${id}`
    let begun: BegunAdding | undefined
    const state = await answerForm(SaveInput, form, async ({ connectionId }) => {
      const { name, currency } = await ownerNamed(ctx, owner)
      const consent = { text: consentTextFor(ctx.tenant.name, name), ip, agent: userAgent }
      const returnUrl = (id: string) => `${env.APP_URL}${added(id)}`
      begun = await addMethod(ctx, {
        owner,
        connectionId,
        consent,
        returnUrl,
        currency: currency ?? ctx.tenant.currency,
      })
    })
    if (!begun) return { kind: 'mend', state }
    const { id, clientSecret, redirectUrl } = begun
    if (clientSecret) return { kind: 'card', clientSecret, returnPath: added(id) }
    return { kind: 'go', url: redirectUrl ?? added(id) }
  })
}

export const remove = action(MethodChange, async (ctx, input) => {
  await removeMethod(ctx, input)
  revalidatePath('/admin/[tenant]', 'layout')
})

export const prefer = action(MethodChange, async (ctx, input) => {
  await makeDefault(ctx, input)
  revalidatePath('/admin/[tenant]', 'layout')
})
