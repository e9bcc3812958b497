import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { offers, plans, sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { changeConnection, replaceCredentials } from '@/lib/connections/change'
import { deleteConnection } from '@/lib/connections/delete'
import type { Connection } from '@/lib/connections/find'
import { AppError, invalidField, notFound } from '@/lib/core/error'
import { currency, parseDecimal } from '@/lib/core/money'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { lookAtAccount } from './balance'
import { credentialsIn, Luhn, TelecomName, tryOut } from './connect'
import { readFacts } from './facts'
import { telecomConnection } from './find'
import { telecomNamed } from './registry'

export const TelecomKeyInput = z.object({ id: z.string() }).catchall(z.unknown())
export const TelecomChange = z.object({
  id: z.string(),
  name: TelecomName,
  luhn: Luhn.optional(),
  lowBalance: z.string().trim().optional(),
})

/** Puts new credentials in place of the old, after trying them at the same endpoint. Says whose account it is now. */
export async function replaceTelecomKey(
  ctx: Context,
  input: z.output<typeof TelecomKeyInput>,
): Promise<{ accountName: string | null; wasOther: boolean }> {
  authorize(ctx, 'connections:write')
  const connection = await telecomConnection(ctx, input.id)
  const provider = telecomNamed(connection.provider)
  const credentials = credentialsIn(provider, input)
  const facts = await tryOut(provider, credentials, connection.endpoint)
  await replaceCredentials(ctx, connection.id, { credentials, facts })
  const before = readFacts(connection.facts).accountName
  return {
    accountName: facts.accountName ?? null,
    wasOther: Boolean(before && facts.accountName && before !== facts.accountName),
  }
}

/** Changes the name, the policy for check digits and the balance below which is warned. */
export async function changeTelecom(
  ctx: Context,
  { id, name, luhn, lowBalance }: z.output<typeof TelecomChange>,
): Promise<void> {
  authorize(ctx, 'connections:write')
  const connection = await telecomConnection(ctx, id)
  await changeConnection(ctx, id, {
    name,
    settings: {
      ...(luhn && { luhn }),
      ...(lowBalance !== undefined && { lowBalance: lowBalanceOf(connection, lowBalance) }),
    },
  })
}

function lowBalanceOf(connection: Connection, typed: string): string | null {
  if (!typed) return null
  const code = readFacts(connection.facts).currency
  if (!code)
    throw invalidField('lowBalance', 'This supplier does not say what is left, so nothing can be compared.')
  try {
    const { amount } = parseDecimal(typed, currency(code))
    if (amount >= 0n) return amount.toString()
  } catch (error) {
    if (error instanceof AppError) throw invalidField('lowBalance', error.message)
    throw error
  }
  throw invalidField('lowBalance', 'Write an amount of 0 or more.')
}

/** Tries a connection now, for the person who pressed the button. Throws `TelecomError` with the sentence to show. */
export async function recheckTelecom(ctx: Context, id: string): Promise<void> {
  authorize(ctx, 'connections:write')
  await lookAtAccount(await telecomConnection(ctx, id))
}

async function assertUnused(tx: Tx, { id, name }: Connection): Promise<void> {
  const planCount = await tx.$count(plans, eq(plans.connectionId, id))
  const [sim] = await tx.select({ id: sims.id }).from(sims).where(eq(sims.connectionId, id)).limit(1)
  const users = [planCount && `${planCount} ${planCount === 1 ? 'plan' : 'plans'}`, sim && 'SIMs'].filter(
    Boolean,
  )
  if (users.length)
    throw new AppError(
      'precondition',
      `${users.join(' and ')} of "${name}" would be left without it, so it cannot be deleted. Disable it instead.`,
    )
}

/** Deletes a telecom that nothing needs, and its catalogue. Throws `precondition` with what uses it. */
export async function deleteTelecom(ctx: Context, id: string): Promise<void> {
  await deleteConnection(ctx, id, async (tx, connection) => {
    if (connection.kind !== 'telecom') throw notFound('telecom', id)
    await assertUnused(tx, connection)
    await tx.delete(offers).where(eq(offers.connectionId, id))
  })
}
