import { and, asc, eq } from 'drizzle-orm'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { currency, exponentOf } from '@/lib/core/money'
import { gatewayOf } from '@/lib/payments/call-gateway'
import { type CardForm, cardOf, wayOf } from '@/lib/payments/card-form'
import { buyersNameOf } from '@/lib/payments/registry'

/** One provider that can keep a payment method: by a card form inside the page, or (`card` is null) on its own page. */
export type SaveWay = {
  connectionId: string
  label: string
  hint: string
  mode: 'test' | 'live'
  card: CardForm | null
}

/** The providers that can keep a method to be charged in this currency. Beside a live one a test one is not offered. */
export async function waysToSave(tenantId: string, code: string): Promise<SaveWay[]> {
  const found = await inTenant(tenantId, (tx) =>
    tx
      .select()
      .from(connections)
      .where(and(eq(connections.kind, 'psp'), eq(connections.status, 'connected')))
      .orderBy(asc(connections.id)),
  )
  const live = found.filter(({ mode }) => mode === 'live')
  const ways = await Promise.all((live.length ? live : found).map((each) => wayToSave(each, code)))
  return ways.filter((way) => way !== null)
}

async function wayToSave(connection: Connection, code: string): Promise<SaveWay | null> {
  const known = currency(code)
  const label = buyersNameOf(connection.provider)
  const of = { connectionId: connection.id, mode: connection.mode }
  try {
    const { startSetup, chargeSaved } = await gatewayOf(connection)
    if (!startSetup || !chargeSaved) return null
    // Nothing is paid; the form wants an amount all the same.
    const price = { amount: 10n ** BigInt(exponentOf(known) + 1), currency: known }
    const card = cardOf(connection, await wayOf(connection, price))
    return card
      ? { ...of, label: 'Card', hint: `Kept by ${label}; the number never reaches us.`, card }
      : { ...of, label, hint: `You enter it on the page of ${label} and come back here.`, card }
  } catch (error) {
    // It does not take this currency, or cannot be called at all.
    if (error instanceof AppError) return null
    throw error
  }
}
