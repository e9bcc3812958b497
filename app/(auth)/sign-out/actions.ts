'use server'
import { redirect } from 'next/navigation'
import { endSession } from '@/lib/tenancy/sessions'
import { clearSession, currentSession } from '@/lib/web/session'

/** Ends the session in the database and takes the cookie away. */
export async function signOut() {
  const session = await currentSession()
  if (session) await endSession(session.user.id, session.id)
  await clearSession()
  redirect('/sign-in?done=sign-out')
}
