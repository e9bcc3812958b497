'use server'
import { redirect } from 'next/navigation'
import { SignUp, signUp } from '@/lib/tenancy/accounts'
import { openAction } from '@/lib/web/action'
import { setSession } from '@/lib/web/session'

export const start = openAction(SignUp, async (origin, input) => {
  const made = await signUp(input, origin)
  if (!made) redirect('/sign-up/check-mail')
  await setSession(made.sessionId)
  redirect(`/admin/${made.slug}/onboarding`)
})
