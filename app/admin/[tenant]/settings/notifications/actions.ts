'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { kindNames } from '@/lib/alerts/kinds'
import { Addresses, audiences, saveNotification } from '@/lib/tenancy/notifications'
import { action } from '@/lib/web/action'

const Input = z
  .object({
    kind: z.enum(kindNames),
    audience: z.enum(audiences, 'Choose who is mailed.'),
    addresses: Addresses,
  })
  .refine(({ audience, addresses }) => audience !== 'named' || addresses.length > 0, {
    path: ['addresses'],
    error: 'Name at least one address, or choose somebody else.',
  })

export const save = action(Input, async (ctx, { kind, ...notification }) => {
  await saveNotification(ctx, kind, notification)
  revalidatePath('/admin/[tenant]/settings/notifications', 'page')
})
