import { eq } from 'drizzle-orm'
import { paymentMethods } from '@/db/schema'
import { inTenant, type Scope, type Tx } from '@/db/tenant'
import { type Connection, getConnection } from '@/lib/connections/find'
import { AppError, invalidField } from '@/lib/core/error'
import { callGateway } from '@/lib/payments/call-gateway'
import { readFacts } from '@/lib/payments/facts'
import { webhookUrlOf } from '@/lib/payments/find'
import { installationId } from '@/lib/payments/installation'
import { providerNamed } from '@/lib/payments/registry'
import type { SetupState } from '@/lib/payments/states'
import { asking } from '@/lib/payments/try-out'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { applySetup, customerOf, dropCustomer } from './keep'
import { findOwner, type Method } from './owner'
import { askToSettle } from './settle-setup'

export type Consent = { text: string; ip: string; agent: string }

export type Adding = {
  /** Of a company or an end user. */
  owner: string
  connectionId: string
  consent: Consent
  /** Where the provider sends the owner back to, once the id of the method is known. */
  returnUrl: (methodId: string) => string
  currency: string
}

/** How the owner goes on: with a card form, or on a page of the provider. */
export type BegunAdding = { id: string; clientSecret: string | null; redirectUrl: string | null }

/** Whose method: how the owner is called, and the currency that is charged where that is settled. */
export async function ownerNamed(
  ctx: Context,
  owner: string,
): Promise<{ name: string; currency: string | null }> {
  authorize(ctx, 'methods:read')
  const { name, email, currency } = await inTenant(ctx, (tx) => findOwner(tx, owner))
  return { name: name ?? email ?? owner, currency }
}

/** Begins to save a payment method of a company or an end user: as its staff, or as the owner himself. */
export async function addMethod(ctx: Context, adding: Adding): Promise<BegunAdding> {
  authorize(ctx, 'methods:write')
  return beginAdding(ctx, adding, (tx, id) => audit(tx, ctx, 'method.asked', id, { owner: adding.owner }))
}

/**
 * The same without asking who does it. Our row with what the owner agreed to is there before the provider hears of it; no method is
 * charged that was not proved by its provider. Throws `invalid` at `connectionId`, and a sentence where none is to be had.
 */
export async function beginAdding(
  scope: Scope & object,
  adding: Adding,
  note?: (tx: Tx, id: string) => Promise<unknown>,
): Promise<BegunAdding> {
  const { tenantId } = scope
  const made = await inTenant(scope, async (tx) => {
    const owner = await findOwner(tx, adding.owner)
    const connection = await getConnection(tx, adding.connectionId)
    if (connection.kind !== 'psp' || connection.status !== 'connected')
      throw invalidField('connectionId', 'This provider is not available at the moment. Choose another one.')
    const { companyId, endUserId } = owner
    const [method] = await tx
      .insert(paymentMethods)
      .values({
        ...{ companyId, endUserId, connectionId: connection.id, mode: connection.mode },
        accountId: readFacts(connection.facts).accountId ?? null,
        consent: { ...adding.consent, agent: adding.consent.agent.slice(0, 300) },
      })
      .returning()
    await note?.(tx, method!.id)
    await askToSettle(tx, method!)
    return { owner, connection, method: method!, customer: await customerOf(tx, method!) }
  })
  const { label } = providerNamed(made.connection.provider)
  const state = await asking(label, () => start(made, adding, made.customer, 1)).catch(async (error) => {
    if (!(error instanceof AppError && error.code === 'not_found' && made.customer)) throw error
    // Another account is connected than the one that knew him.
    const lost = { ...made.method, customerExternalId: made.customer }
    await inTenant(tenantId, (tx) => dropCustomer(tx, lost, `${label} no longer knows this card.`))
    return asking(label, () => start(made, adding, null, 2))
  })
  const { id } = made.method
  await inTenant(tenantId, async (tx) => {
    const { externalId, customerExternalId } = state
    await tx
      .update(paymentMethods)
      .set({ setupExternalId: externalId, customerExternalId })
      .where(eq(paymentMethods.id, id))
    await applySetup(tx, id, state)
  })
  return { id, clientSecret: state.clientSecret, redirectUrl: state.clientSecret ? null : state.redirectUrl }
}

type Made = { owner: { name: string | null; email: string | null }; connection: Connection; method: Method }

const start = (
  { owner: { name, email }, connection, method: { id } }: Made,
  { returnUrl, currency }: Adding,
  customerExternalId: string | null,
  attempt: number,
): Promise<SetupState> =>
  callGateway(
    connection,
    async (gateway) => {
      if (!gateway.startSetup)
        throw invalidField('connectionId', 'This provider cannot save a payment method. Choose another one.')
      return gateway.startSetup({
        key: `${id}:setup:${attempt}`,
        customerExternalId,
        name,
        email,
        metadata: { method_id: id, installation: await installationId() },
        returnUrl: returnUrl(id),
        notifyUrl: webhookUrlOf(connection),
        currency,
      })
    },
    8_000,
  )
