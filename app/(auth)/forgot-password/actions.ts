'use server'
import { z } from 'zod'
import { Email } from '@/lib/tenancy/accounts'
import { requestReset } from '@/lib/tenancy/passwords-reset'
import { openAction } from '@/lib/web/action'

export const askForLink = openAction(z.object({ email: Email }), async (origin, { email }) => {
  await requestReset(email, origin)
  return { notice: 'Check your mail: if this address has an account, a link is on its way.' }
})
