'use server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { setConnectionUse } from '@/lib/connections/change'
import { connectPsp, PspInput } from '@/lib/payments/connect'
import { CopyInput, copySettings } from '@/lib/payments/copy'
import { pspConnection } from '@/lib/payments/find'
import {
  deletePsp,
  PspChange,
  PspKeyInput,
  recheckPsp,
  renamePsp,
  replacePspKey,
} from '@/lib/payments/manage'
import { OfferingInput, saveOffering } from '@/lib/payments/offering'
import { choosePayPage, PayPageInput } from '@/lib/payments/pay-page'
import type { InstalledWebhook } from '@/lib/payments/provider'
import { finishRoll, rotateSecret } from '@/lib/payments/roll'
import { beginSignIn, renewSignIn, SignInInput } from '@/lib/payments/sign-in'
import { endOldSecret, pasteSecret, SecretInput, setUpWebhook } from '@/lib/payments/webhook'
import { ComparisonInput, compareNow, ImportInput, startImport } from '@/lib/reconcile/start-sweep'
import { action } from '@/lib/web/action'

const Id = z.object({ id: z.string() })
const Use = Id.extend({ use: z.enum(['on', 'off']) })

const refresh = () => revalidatePath('/admin/[tenant]/settings/billing', 'layout')

export const connect = action(PspInput, async (ctx, input) => {
  const { id } = await connectPsp(ctx, input)
  refresh()
  redirect(`/admin/${ctx.tenant.slug}/settings/billing/${id}`)
})

/** Off to the provider, which sends the browser back to `/api/connect/{provider}`. */
export const signIn = action(SignInInput, async (ctx, input) => redirect((await beginSignIn(ctx, input)).url))

export const signInAgain = action(Id, async (ctx, { id }) => redirect((await renewSignIn(ctx, id)).url))

export const check = action(Id, async (ctx, { id }) => {
  const { problem } = await recheckPsp(ctx, id)
  refresh()
  return { notice: problem ? 'Checked: see what is wrong above.' : 'Checked: everything works.' }
})

export const rename = action(PspChange, async (ctx, input) => {
  await renamePsp(ctx, input)
  refresh()
})

export const replaceKey = action(PspKeyInput, async (ctx, input) => {
  await replacePspKey(ctx, input)
  refresh()
  return { notice: 'Changed: it is in use now.' }
})

const said = ({ kind, subscribed: { length } }: InstalledWebhook) => ({
  notice: {
    created: `The webhook is set up: ${length} kinds of events are sent here.`,
    reused: `The webhook is in order: ${length} kinds of events are sent here.`,
    manual: 'The webhook must be set up by hand: see how above.',
  }[kind],
})

export const saveOffer = action(OfferingInput, async (ctx, input) => {
  await saveOffering(ctx, input)
  refresh()
})

export const savePayPage = action(PayPageInput, async (ctx, input) => {
  await choosePayPage(ctx, input)
  refresh()
})

export const copy = action(CopyInput, async (ctx, input) => {
  await copySettings(ctx, input)
  refresh()
  return { notice: 'The settings are copied.' }
})

export const setUp = action(Id, async (ctx, { id }) => {
  const made = await setUpWebhook(ctx, id)
  refresh()
  return said(made)
})

export const rotate = action(Id, async (ctx, { id }) => {
  const made = await rotateSecret(ctx, id)
  refresh()
  return made.kind === 'created'
    ? { notice: 'A new webhook is in use. The old one is deleted once nothing is on its way any more.' }
    : said(made)
})

export const finish = action(Id, async (ctx, { id }) => {
  await finishRoll(ctx, id)
  refresh()
  return { notice: 'The old webhook is deleted in a moment.' }
})

export const paste = action(SecretInput, async (ctx, input) => {
  await pasteSecret(ctx, input)
  refresh()
  return { notice: 'The signing secret is kept.' }
})

export const endOld = action(Id, async (ctx, { id }) => {
  await endOldSecret(ctx, id)
  refresh()
  return { notice: 'Only the newest signing secret is valid now.' }
})

export const setUse = action(Use, async (ctx, { id, use }) => {
  await pspConnection(ctx, id)
  await setConnectionUse(ctx, id, use === 'on')
  refresh()
  return { notice: use === 'on' ? 'The PSP is in use again.' : 'The PSP is disabled.' }
})

export const remove = action(Id, async (ctx, { id }) => {
  const { left } = await deletePsp(ctx, id)
  refresh()
  const query = left ? `?left=${encodeURIComponent(left)}` : ''
  redirect(`/admin/${ctx.tenant.slug}/settings/billing${query}`)
})

export const compare = action(ComparisonInput, async (ctx, input) => {
  await compareNow(ctx, input)
  refresh()
  return { notice: 'It is compared now.' }
})

export const importHistory = action(ImportInput, async (ctx, input) => {
  await startImport(ctx, input)
  refresh()
  return { notice: 'The history is imported now.' }
})
