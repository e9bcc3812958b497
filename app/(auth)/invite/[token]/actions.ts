'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/components/form/state'
import { Acceptance, acceptInvite, acceptInviteAs } from '@/lib/tenancy/invites-accept'
import { openAction } from '@/lib/web/action'
import { needSession, setSession } from '@/lib/web/session'

/** Joins by password: with the account of the address, or with a new one. */
export async function join(token: string, before: FormState, form: FormData): Promise<FormState> {
  const run = openAction(Acceptance, async (origin, input) => {
    const { sessionId, slug } = await acceptInvite(token, input, origin)
    await setSession(sessionId)
    redirect(`/admin/${slug}`)
  })
  return run(before, form)
}

/** Joins as the person who is signed in. */
export async function joinAsMyself(token: string, before: FormState, form: FormData): Promise<FormState> {
  const { user } = await needSession(`/invite/${token}`)
  const run = openAction(z.object({}), async () => redirect(`/admin/${await acceptInviteAs(user, token)}`))
  return run(before, form)
}
