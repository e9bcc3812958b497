import { and, eq, isNull } from 'drizzle-orm'
import { payoutLines, payouts } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { moveMoney } from '@/lib/ledger/post'
import { callGateway } from '@/lib/payments/call-gateway'
import type { BalanceLine } from '@/lib/payments/states'

const atOnce = 500

/** Reads what a payout is made of, once: the provider calls its lines final by then. */
export async function readLines(tenantId: string, payoutId: string): Promise<void> {
  const { payout, connection } = await inTenant(tenantId, async (tx) => {
    const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId))
    return { payout: payout!, connection: await getConnection(tx, payout!.connectionId) }
  })
  if (payout.itemizedAt) return
  const found: BalanceLine[] = []
  await callGateway(connection, async ({ findBalanceLines }) => {
    if (!findBalanceLines) return
    for await (const line of findBalanceLines({ payout: payout.externalId })) found.push(line)
  })
  await inTenant(tenantId, async (tx) => {
    const [unread] = await tx
      .update(payouts)
      .set({ itemizedAt: new Date() })
      .where(and(eq(payouts.id, payoutId), isNull(payouts.itemizedAt)))
      .returning({ id: payouts.id })
    if (!unread) return
    for (let at = 0; at < found.length; at += atOnce)
      await tx.insert(payoutLines).values(found.slice(at, at + atOnce).map((line) => toRow(payoutId, line)))
    for (const line of found.filter(({ kind }) => kind === 'fee')) await bookFee(tx, connection.id, line)
  })
}

const toRow = (payoutId: string, { gross, fee, net, at: madeAt, ...line }: BalanceLine) => ({
  ...line,
  payoutId,
  gross: gross.amount,
  fee: fee.amount,
  net: net.amount,
  currency: net.currency,
  madeAt,
})

/** What the provider takes beside its share of each charge: `net` is below zero. */
const bookFee = (tx: Tx, connectionId: string, { externalId, net }: BalanceLine) =>
  moveMoney(tx, `${connectionId}:${externalId}`, net, 'fees', `psp:${connectionId}`, 'Fee of the provider')
