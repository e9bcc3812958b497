'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { Invite, invite, withdrawInvite } from '@/lib/tenancy/invites'
import { changeRole, RoleChange, removeMember } from '@/lib/tenancy/members'
import { action } from '@/lib/web/action'

const refresh = () => revalidatePath('/admin/[tenant]/settings/team', 'page')

export const sendInvite = action(Invite, async (ctx, input) => {
  await invite(ctx, input)
  refresh()
  return { notice: `The invitation to ${input.email} is on its way.` }
})

export const withdraw = action(z.object({ id: z.string() }), async (ctx, { id }) => {
  await withdrawInvite(ctx, id)
  refresh()
  return { notice: 'The invitation is withdrawn.' }
})

export const setRole = action(RoleChange, async (ctx, input) => {
  await changeRole(ctx, input)
  refresh()
  return { notice: 'The role is changed.' }
})

export const remove = action(z.object({ userId: z.string() }), async (ctx, { userId }) => {
  await removeMember(ctx, userId)
  if (userId === ctx.user.id) redirect('/')
  refresh()
  return { notice: 'The member is removed.' }
})
