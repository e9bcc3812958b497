'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { homeOf, SignIn, signIn } from '@/lib/tenancy/accounts'
import { findSession } from '@/lib/tenancy/sessions'
import { openAction } from '@/lib/web/action'
import { safePath } from '@/lib/web/request'
import { setSession } from '@/lib/web/session'

const Input = SignIn.extend({ next: z.string().optional() })

export const enter = openAction(Input, async (origin, { next, ...input }) => {
  const sessionId = await signIn(input, origin)
  await setSession(sessionId)
  const user = await findSession(sessionId)
  redirect(safePath(next, user ? await homeOf(user.id) : '/'))
})
