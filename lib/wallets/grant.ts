import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { grants } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { invalidField } from '@/lib/core/error'
import { enqueue } from '@/lib/jobs/enqueue'
import { moveMoney } from '@/lib/ledger/post'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { lockWallet, walletAccount } from './balance'
import { takeEnded } from './ended'
import { expireGrant } from './jobs'
import { assertRefillable, FormKey, Reason, readAmount } from './limits'

export const GrantInput = z.object({
  walletId: z.string(),
  key: FormKey,
  amount: z.string().trim().min(1, 'Write how much credit is given.'),
  reason: Reason,
  /** The last day on which it can be spent, in the organization's time zone. Left out: it does not end. */
  expiresOn: z.union([z.literal('').transform(() => undefined), z.iso.date('Choose a day.')]).optional(),
})

/** Gives credit that nobody paid for. Throws `invalid` at the field that must be mended. */
export async function grantCredit(
  ctx: Context,
  { walletId, key, expiresOn, reason, ...input }: z.output<typeof GrantInput>,
  timezone: string,
): Promise<void> {
  authorize(ctx, 'wallets:write')
  await inTenant(ctx, async (tx) => {
    const wallet = await lockWallet(tx, walletId)
    const value = readAmount(input.amount, wallet.currency)
    assertRefillable(value)
    const expiresAt = expiresOn ? await endOf(tx, expiresOn, timezone) : null
    const { amount } = value
    const [cause, text] = [`credit:${walletId}:${key}`, `Credit: ${reason}`]
    if (!(await moveMoney(tx, cause, value, walletAccount(walletId), 'credit', text))) return
    const [made] = await tx
      .insert(grants)
      .values({ walletId, amount, rest: amount, reason, expiresAt })
      .returning()
    const { id } = made!
    if (expiresAt)
      await enqueue(
        tx,
        expireGrant,
        { tenantId: ctx.tenantId, grantId: id },
        { runAt: expiresAt, key: `grant:${id}` },
      )
    await audit(tx, ctx, 'wallet.credit', walletId, { grant: id, amount, reason, expiresAt })
  })
}

/** The end of a day in a time zone. Throws `invalid` at `expiresOn` for one that is over. */
export async function endOf(tx: Tx, date: string, timezone: string): Promise<Date> {
  const { rows } = await tx.execute<{ at: Date; isOver: boolean }>(
    sql`select at, at <= now() "isOver" from (select (${date}::date + 1)::timestamp at time zone ${timezone} at) moment`,
  )
  if (rows[0]!.isOver) throw invalidField('expiresOn', 'Choose a day that is not over.')
  return new Date(rows[0]!.at)
}

/** Ends given credit whose time is over: what is left of it is taken back. */
export async function endGrant(tenantId: string, grantId: string): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const [grant] = await tx.select().from(grants).where(eq(grants.id, grantId))
    if (grant) await takeEnded(tx, await lockWallet(tx, grant.walletId))
  })
}
