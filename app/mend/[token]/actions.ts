'use server'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { SaveAnswer } from '@/components/paying/save-card'
import { withRequestId } from '@/lib/core/log'
import type { BegunAdding } from '@/lib/payment-methods/add'
import { beginMend, MendInput, mendedPath } from '@/lib/store/mend-card'
import { throttle } from '@/lib/tenancy/throttle'
import { answerForm } from '@/lib/web/form'
import { originOf } from '@/lib/web/request'

/** Begins to save another card; the browser confirms it with the provider. */
export async function begin(token: string, form: FormData): Promise<SaveAnswer> {
  const { requestId, ip, userAgent } = originOf(await headers())
  return withRequestId(requestId, async () => {
    let begun: BegunAdding | undefined
    const state = await answerForm(MendInput, form, async (input) => {
      await throttle('checkoutPerIp', ip)
      begun = (await beginMend(token, input, { ip, agent: userAgent })) ?? notFound()
    })
    if (!begun) return { kind: 'mend', state }
    const { id, clientSecret, redirectUrl } = begun
    if (clientSecret) return { kind: 'card', clientSecret, returnPath: mendedPath(token, id) }
    return { kind: 'go', url: redirectUrl ?? mendedPath(token, id) }
  })
}
