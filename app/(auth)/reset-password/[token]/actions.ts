'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/components/form/state'
import { NewPassword } from '@/lib/tenancy/passwords'
import { resetPassword } from '@/lib/tenancy/passwords-reset'
import { openAction } from '@/lib/web/action'
import { clearSession } from '@/lib/web/session'

/** Sets the new password of a mailed link. */
export async function setPassword(token: string, before: FormState, form: FormData): Promise<FormState> {
  const run = openAction(z.object({ password: NewPassword }), async (origin, { password }) => {
    await resetPassword(token, password, origin)
    await clearSession()
    redirect('/sign-in?done=password')
  })
  return run(before, form)
}
