import type { Connection } from '@/lib/connections/find'
import type { Money } from '@/lib/core/money'
import { wayOf } from './card-form'
import { providerNamed } from './registry'

/** What tells a buyer how to pay by hand. */
export type Instructions = {
  title: string
  text: string
  amount: Money
  /** What the buyer writes beside the money, so that staff find the order. */
  reference: string
  payBy: Date
}

const open: readonly string[] = ['created', 'requires_action']

/** How a payment is paid by hand, while it is to be paid; null for one that is paid elsewhere. `of` is what it pays for. */
export async function instructionsFor(
  connection: Connection,
  { status, mismatch }: { status: string; mismatch: string | null },
  amount: Money,
  of: { id: string; expiresAt: Date },
): Promise<Instructions | null> {
  if (!open.includes(status) || mismatch || providerNamed(connection.provider).notices !== 'none') return null
  const way = await wayOf(connection, amount)
  if (way.kind !== 'instructions') return null
  const { title, instructions: text } = way
  return { title, text, amount, reference: of.id.slice(-8).toUpperCase(), payBy: of.expiresAt }
}
