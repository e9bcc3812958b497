'use server'
import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { PersonName, renameUser } from '@/lib/tenancy/accounts'
import { changePassword, PasswordChange } from '@/lib/tenancy/passwords-reset'
import { endSession, endSessions } from '@/lib/tenancy/sessions'
import { openAction } from '@/lib/web/action'
import { needSession } from '@/lib/web/session'

export const rename = openAction(z.object({ name: PersonName }), async (_origin, { name }) => {
  const { user } = await needSession()
  await renameUser(user.id, name)
  revalidatePath('/admin/[tenant]', 'layout')
})

export const setPassword = openAction(PasswordChange, async (origin, input) => {
  const { id, user } = await needSession()
  await changePassword(user, id, input, origin)
  revalidatePath('/admin/[tenant]/settings/profile', 'page')
  return { notice: 'Your password is changed. All other sessions are signed out.' }
})

export const revoke = openAction(z.object({ id: z.string() }), async (_origin, { id }) => {
  const { user } = await needSession()
  await endSession(user.id, id)
  revalidatePath('/admin/[tenant]/settings/profile', 'page')
})

export const revokeOthers = openAction(z.object({}), async () => {
  const { id, user } = await needSession()
  await endSessions(user.id, id)
  revalidatePath('/admin/[tenant]/settings/profile', 'page')
  return { notice: 'All other sessions are signed out.' }
})
