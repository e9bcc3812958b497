import { inTenant } from '@/db/tenant'
import { raiseAlert } from '@/lib/alerts/raise'
import {
  type Connection,
  findAccountOwner,
  findByWebhookKey,
  getConnection,
  webhookSecretsOf,
} from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError, notFound } from '@/lib/core/error'
import { log, requestId } from '@/lib/core/log'
import { gatewayOf } from '@/lib/payments/call-gateway'
import type { Gateway } from '@/lib/payments/gateway'
import { accountKeyOf, platformSecretsOf } from '@/lib/payments/platform'
import { findProvider, providerNamed } from '@/lib/payments/registry'
import { type Notice, subjectOf } from '@/lib/payments/states'
import { carrierOf } from '@/lib/telecom/carrier'
import type { Carrier } from '@/lib/telecom/provider'
import { holdBack } from './flood'
import { keepArrival } from './keep'
import { makeMemory } from './memory'
import { keepIfTrue } from './told'

/** `bytes` as they came; `body` is what they say in UTF-8. */
export type Post = { headers: Headers; body: string; bytes: Buffer }

/** A webhook of a payment provider: proved on the raw body, kept once, worked in a job. Throws what to answer. */
export async function receivePayment(key: string, post: Post): Promise<void> {
  const { connection, gateway, secrets } = await payer(key)
  if (providerNamed(connection.provider).notices === 'with_payment') await holdBack(connection.id)
  const notice = await proved(connection, () => gateway.readNotice(post, secrets))
  // What its sender must confirm goes back byte by byte, in whatever charset: each sign of what is kept is one.
  const body = gateway.confirmNotice ? post.bytes.toString('latin1') : post.body
  await keepNotice(connection, gateway, notice, body)
}

/**
 * The same of a provider that tells the installation of all accounts which are connected by signing in. What is of an
 * account that nobody has here, such as one that was deleted, is proved, taken and forgotten.
 */
export async function receivePlatform(provider: string, post: Post): Promise<void> {
  const signIn = findProvider(provider)?.signIn
  if (!signIn?.mode()) throw notFound('webhook address')
  const notice = signIn.readNotice(post, await platformSecrets(provider))
  const holder = await holderOf(accountKeyOf(provider, notice.mode, notice.accountId ?? '')).catch(nobody)
  if (holder) await keepNotice(holder.connection, holder.gateway, notice, post.body)
  else log().info({ provider, type: notice.type }, 'a webhook of an account that nobody has here')
}

/** The same of a provider that tells by GET, where the connection allows it: the query is all that it says. */
export async function receiveQuery(key: string, { query }: { query: string }): Promise<void> {
  const { connection, gateway } = await payer(key)
  const { readQuery } = gateway
  if (!readQuery) throw notFound('webhook address')
  const notice = await proved(connection, () => readQuery(query))
  await keepNotice(connection, gateway, notice, query)
}

function keepNotice(connection: Connection, gateway: Gateway, notice: Notice, body: string) {
  const { tenantId, id } = connection
  const arrival = {
    connectionId: id,
    externalId: notice.id,
    type: notice.type,
    subjectId: subjectOf(notice),
    occurredAt: notice.at,
    requestId: requestId(),
    body,
  }
  return gateway.objectionTo
    ? inTenant(tenantId, (tx) => keepIfTrue(tx, gateway, notice, tenantId, arrival)).catch((error) =>
        tellRefusal(connection, notice, error),
      )
    : keepArrival(tenantId, arrival)
}

/** Its sender hears why; staff too, for money may have come twice. */
async function tellRefusal(connection: Connection, notice: Notice, error: unknown): Promise<never> {
  if (error instanceof AppError && error.code === 'conflict')
    await inTenant(connection.tenantId, (tx) =>
      raiseAlert(tx, connection.tenantId, {
        kind: 'webhooks.refused',
        subject: `${connection.id}:${notice.reference ?? notice.id}`,
        mode: connection.mode,
        title: `${connection.name} told something that cannot be`,
        detail: error.message,
        href: `/settings/billing/${connection.id}`,
      }),
    )
  throw error
}

/** The same of a carrier; one post may tell of several things. */
export async function receiveTelecom(key: string, post: Post): Promise<void> {
  const { connection, readNotice } = await supplier(key)
  const found = await proved(connection, () => readNotice(post))
  await Promise.all(
    found.map(({ eventId, kind, iccid }) =>
      keepArrival(connection.tenantId, {
        connectionId: connection.id,
        externalId: eventId,
        type: kind,
        subjectId: iccid,
        occurredAt: new Date(),
        requestId: requestId(),
        body: post.body,
      }),
    ),
  )
}

// Opening sealed credentials for each event would cost more than the event; a replaced secret is in force within seconds.
const payer = makeMemory(
  5_000,
  async (key): Promise<{ connection: Connection; gateway: Gateway; secrets: readonly string[] }> => {
    const connection = await ownerOf(key, 'psp')
    return { connection, gateway: await gatewayOf(connection), secrets: await webhookSecretsOf(connection) }
  },
)

const platformSecrets = makeMemory(5_000, platformSecretsOf)

const holderOf = makeMemory(5_000, async (account): Promise<{ connection: Connection; gateway: Gateway }> => {
  const owner = await findAccountOwner(account)
  if (!owner) throw notFound('account')
  const connection = await inTenant(owner.tenantId, (tx) => getConnection(tx, owner.entityId))
  return { connection, gateway: await gatewayOf(connection) }
})

function nobody(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

const supplier = makeMemory(
  5_000,
  async (key): Promise<{ connection: Connection; readNotice: NonNullable<Carrier['readNotice']> }> => {
    const connection = await ownerOf(key, 'telecom')
    const { readNotice } = await carrierOf(connection)
    if (!readNotice) throw notFound('webhook address')
    return { connection, readNotice }
  },
)

async function ownerOf(key: string, kind: Connection['kind']): Promise<Connection> {
  const connection = await findByWebhookKey(key)
  if (connection?.kind !== kind) throw notFound('webhook address')
  return connection
}

async function proved<T>(connection: Connection, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated')
      await noteHealth(connection, { lastBadSignatureAt: new Date().toISOString() })
    throw error
  }
}
