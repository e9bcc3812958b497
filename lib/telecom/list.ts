import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { connections, offers, plans } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import type { Connection } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import type { Money } from '@/lib/core/money'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { capabilitiesOf } from './capabilities'
import { carrierOf } from './carrier'
import { balanceOf, readFacts, readSettings, type TelecomFacts, type TelecomSettings } from './facts'
import { telecomConnection } from './find'
import { telecomNamed } from './registry'

export type TelecomRow = Pick<
  Connection,
  'id' | 'name' | 'provider' | 'mode' | 'status' | 'endpoint' | 'health' | 'syncedAt' | 'createdAt'
> & {
  label: string
  facts: TelecomFacts
  settings: TelecomSettings
  balance: Money | null
  planCount: number
  offerCount: number
  /** A sentence when the account cannot pay for what is sold, or is below the limit that was set. */
  warning: string | null
}

type Dear = { cost: bigint; currency: string; plan: string }

// What the dearest plan in the store costs: with less than that on the account a sale would fail.
async function dearestOf(tx: Tx, connectionId: string): Promise<Dear | null> {
  const [found] = await tx
    .select({ cost: offers.cost, currency: offers.currency, plan: plans.slug })
    .from(plans)
    .innerJoin(offers, eq(offers.id, plans.offerId))
    .where(and(eq(plans.connectionId, connectionId), eq(plans.isPublished, true), isNull(plans.archivedAt)))
    .orderBy(sql`${offers.cost} desc`)
    .limit(1)
  return found ?? null
}

function warningOf(balance: Money | null, { lowBalance }: TelecomSettings, dear: Dear | null): string | null {
  if (!balance) return null
  if (dear && dear.currency === balance.currency && balance.amount < dear.cost)
    return `The balance does not pay for the plan ${dear.plan}. Add credit at the supplier, or its sales will fail.`
  return lowBalance && balance.amount < BigInt(lowBalance)
    ? 'The balance is below the limit that you set. Add credit at the supplier.'
    : null
}

async function rowOf(tx: Tx, connection: Connection): Promise<TelecomRow> {
  const { id, name, provider, mode, status, endpoint, health, syncedAt, createdAt } = connection
  const facts = readFacts(connection.facts)
  const settings = readSettings(connection.settings)
  const balance = balanceOf(facts)
  return {
    ...{ id, name, provider, mode, status, endpoint, health, syncedAt, createdAt, facts, settings, balance },
    label: telecomNamed(provider).label,
    planCount: await tx.$count(plans, and(eq(plans.connectionId, id), isNull(plans.archivedAt))),
    offerCount: await tx.$count(offers, and(eq(offers.connectionId, id), isNull(offers.goneAt))),
    warning: warningOf(balance, settings, await dearestOf(tx, id)),
  }
}

/** The telecoms of the organization by name, with what is known of each account; nothing secret. */
export async function listTelecoms(ctx: Context): Promise<TelecomRow[]> {
  authorize(ctx, 'connections:read')
  return inTenant(ctx, async (tx) => {
    const found = await tx
      .select()
      .from(connections)
      .where(eq(connections.kind, 'telecom'))
      .orderBy(asc(connections.name), asc(connections.id))
    const rows: TelecomRow[] = []
    for (const connection of found) rows.push(await rowOf(tx, connection))
    return rows
  })
}

/** One telecom with all that its page shows. Throws `not_found`. */
export async function getTelecom(ctx: Context, id: string) {
  authorize(ctx, 'connections:read')
  const connection = await telecomConnection(ctx, id)
  const provider = telecomNamed(connection.provider)
  const carrier = await carrierOf(connection)
  return {
    ...(await inTenant(ctx, (tx) => rowOf(tx, connection))),
    kind: provider.kind,
    capabilities: capabilitiesOf(carrier),
    canSync: carrier.listOffers !== undefined,
    canCheck: carrier.testConnection !== undefined,
    webhookUrl: carrier.readNotice ? `${env.APP_URL}/api/webhooks/telecoms/${connection.webhookKey}` : null,
    webhookSetup: provider.webhookSetup ?? null,
  }
}

export type TelecomDetail = Awaited<ReturnType<typeof getTelecom>>
