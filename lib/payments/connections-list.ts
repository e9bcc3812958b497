import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { connections, notices } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { isSandbox } from '@/lib/connections/endpoint'
import { type FieldControl, fieldsOf } from '@/lib/connections/fields'
import { type Connection, webhookSecretsOf } from '@/lib/connections/find'
import { env } from '@/lib/core/env'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { type PspFacts, readFacts } from './facts'
import { pspConnection, webhookUrlOf } from './find'
import { offeringOf } from './offering'
import { payPageOf } from './pay-page'
import { platformUrlOf } from './platform'
import type { Provider } from './provider'
import { providerNamed, providers } from './registry'

const rowOf = ({ id, name, provider, mode, status, health, facts, createdAt }: Connection) => ({
  ...{ id, name, mode, status, health, createdAt },
  label: providerNamed(provider).label,
  accountName: readFacts(facts).accountName ?? null,
})

export type PspRow = ReturnType<typeof rowOf>

/** The PSPs of the organization by name; nothing secret. */
export async function listPsps(ctx: Context): Promise<PspRow[]> {
  authorize(ctx, 'connections:read')
  const found = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(connections)
      .where(eq(connections.kind, 'psp'))
      .orderBy(asc(connections.name), asc(connections.id)),
  )
  return found.map(rowOf)
}

const isOffered = ({ signIn }: Provider) => !signIn || signIn.mode() !== null

/** The providers that can be connected, each with the fields of its form. */
export const pspChoices = () =>
  providers.filter(isOffered).map((provider) => ({
    name: provider.name,
    label: provider.label,
    /** Where one signs in to connect it, in place of fields. */
    signsIn: provider.signIn?.at ?? null,
    fields: provider.signIn ? [] : fieldsOf(provider),
    isSilent: provider.isSilent === true,
    sandboxHint: (env.SANDBOX === 'on' && provider.sandbox?.hint) || null,
  }))

/** How many notices of each type have come, and when the last. */
async function receivedOf(tx: Tx, connectionId: string) {
  const found = await tx
    .select({
      type: notices.type,
      count: sql<number>`count(*)::int`,
      last: sql<string>`max(${notices.createdAt})`,
    })
    .from(notices)
    .where(eq(notices.connectionId, connectionId))
    .groupBy(notices.type)
  return new Map(found.map(({ type, count, last }) => [type, { count, last: new Date(last) }]))
}

/** What the provider was asked to send, what each does here, and what has come of it. */
function eventsOf(
  { events }: Provider,
  subscribed: string[] | null,
  received: Awaited<ReturnType<typeof receivedOf>>,
) {
  const known = new Map(events.map((event) => [event.type, event]))
  const types = new Set([...known.keys(), ...received.keys()])
  return [...types].map((type) => ({
    id: type,
    type,
    effect: known.get(type)?.effect ?? 'Kept in the event log.',
    isKnown: known.has(type),
    isSubscribed: subscribed?.some((each) => each === type || each === '*') ?? false,
    count: received.get(type)?.count ?? 0,
    last: received.get(type)?.last ?? null,
  }))
}

export type PspEvent = ReturnType<typeof eventsOf>[number]

const twinsOf = (tx: Tx, { id, mode }: Connection, accountId: string | null | undefined) =>
  accountId
    ? tx
        .select({ id: connections.id, name: connections.name })
        .from(connections)
        .where(
          and(
            eq(connections.kind, 'psp'),
            eq(connections.mode, mode),
            ne(connections.id, id),
            sql`${connections.facts} ->> 'accountId' = ${accountId}`,
          ),
        )
    : []

/** What may be shown of one of its keys. */
const shownOf = ({ facts }: Connection, name: string): string => String(facts[name] ?? '')

const inWords = (control: FieldControl, value: string): string => {
  if (control === 'switch') return value ? 'On' : 'Off'
  return control === 'mode' ? value.charAt(0).toUpperCase() + value.slice(1) : value
}

const newVersionOf = ({ webhookVersion }: Provider, { webhook }: PspFacts): string | null =>
  webhookVersion && webhook?.version && webhook.version !== webhookVersion ? webhookVersion : null

/** One PSP with all that its page shows. Throws `not_found`. */
export async function getPsp(ctx: Context, id: string) {
  authorize(ctx, 'connections:read')
  const connection = await pspConnection(ctx, id)
  const provider = providerNamed(connection.provider)
  const facts = readFacts(connection.facts)
  const secrets = await webhookSecretsOf(connection)
  const all = fieldsOf(provider)
  const fields = all.filter(({ name }) => name !== 'webhookSecret')
  return inTenant(ctx, async (tx) => ({
    ...rowOf(connection),
    provider: connection.provider,
    offering: offeringOf(connection),
    /** Where buyers enter their card; null where the provider leaves no choice. */
    payPage: provider.hasHostedPage ? payPageOf(connection) : null,
    endpoint: connection.endpoint,
    isSandbox: isSandbox(connection.endpoint),
    facts,
    fields,
    known: Object.fromEntries(
      fields.filter(({ isSecret }) => !isSecret).map(({ name }) => [name, shownOf(connection, name)]),
    ),
    keys: fields.map(({ name, label, control }) => ({
      label,
      shown: inWords(control, shownOf(connection, name)) || '–',
      /** A key, an address or another text of machines. */
      isCode: control === 'text' || control === 'choice' || control === 'suggestion',
    })),
    /** Where its access is renewed by signing in again; null where keys are typed. */
    signsIn: provider.signIn?.at ?? null,
    /** It can be asked what it holds. */
    canBeAsked: !provider.isSilent,
    twins: await twinsOf(tx, connection, facts.accountId),
    webhook: {
      url: provider.signIn ? platformUrlOf(provider) : webhookUrlOf(connection),
      id: connection.webhookId,
      secretCount: secrets.length,
      notices: provider.notices,
      goesWithPayment: provider.notices === 'with_payment',
      /** Where a person enters the address at the provider; null where no person has to. */
      place:
        (isSandbox(connection.endpoint) && provider.sandbox?.noticesPlace) || (provider.noticesPlace ?? null),
      secretLabel: all.find(({ name }) => name === 'webhookSecret')?.label ?? null,
      canInstall: provider.installWebhook !== undefined,
      subscribedCount: connection.webhookEvents?.length ?? 0,
      /** The version that we read, where the webhook still tells in another. */
      newVersion: newVersionOf(provider, facts),
    },
    events: eventsOf(provider, connection.webhookEvents, await receivedOf(tx, id)),
  }))
}

export type PspDetail = Awaited<ReturnType<typeof getPsp>>
