'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { setConnectionUse } from '@/lib/connections/change'
import { connectTelecom, TelecomInput } from '@/lib/telecom/connect'
import {
  changeTelecom,
  deleteTelecom,
  recheckTelecom,
  replaceTelecomKey,
  TelecomChange,
  TelecomKeyInput,
} from '@/lib/telecom/connect-change'
import { telecomConnection } from '@/lib/telecom/find'
import { requestSync } from '@/lib/telecom/sync-request'
import { action } from '@/lib/web/action'

const One = z.object({ id: z.string() })
const refresh = () => revalidatePath('/admin/[tenant]/settings/telecoms', 'layout')

export const connect = action(TelecomInput, async (ctx, input) => {
  const { id } = await connectTelecom(ctx, input)
  refresh()
  redirect(`/admin/${ctx.tenant.slug}/settings/telecoms/${id}?connected`)
})

export const change = action(TelecomChange, async (ctx, input) => {
  await changeTelecom(ctx, input)
  refresh()
})

export const recheck = action(One, async (ctx, { id }) => {
  try {
    await recheckTelecom(ctx, id)
  } finally {
    refresh()
  }
  return { notice: 'The supplier answers, and the key is good.' }
})

export const replaceKey = action(TelecomKeyInput, async (ctx, input) => {
  const { accountName, wasOther } = await replaceTelecomKey(ctx, input)
  refresh()
  return {
    notice: wasOther
      ? `The key is replaced. Note that it is of another account: ${accountName}.`
      : 'The key is replaced.',
  }
})

export const sync = action(One, async (ctx, { id }) => {
  await requestSync(ctx, id)
  refresh()
  return { notice: 'The catalogue is being read.' }
})

export const setUse = action(One.extend({ use: z.enum(['on', 'off']) }), async (ctx, { id, use }) => {
  await telecomConnection(ctx, id)
  await setConnectionUse(ctx, id, use === 'on')
  refresh()
  return { notice: use === 'on' ? 'The telecom is enabled.' : 'The telecom is disabled.' }
})

export const remove = action(One, async (ctx, { id }) => {
  await deleteTelecom(ctx, id)
  refresh()
  redirect(`/admin/${ctx.tenant.slug}/settings/telecoms`)
})
