'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { ApiKeyInput, makeApiKey, revokeApiKey } from '@/lib/tenancy/api-keys'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]/settings/api-keys', 'page')

export const make = action(ApiKeyInput, async (ctx, input) => {
  const { key } = await makeApiKey(ctx, input)
  refresh()
  return {
    notice: 'The key is made.',
    once: { label: 'API key', value: key, hint: 'Copy it now: it is shown this once and kept nowhere.' },
  }
})

export const revoke = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await revokeApiKey(ctx, id)
  refresh()
  return { notice: 'The key is revoked. Programs that use it are refused from now on.' }
})
