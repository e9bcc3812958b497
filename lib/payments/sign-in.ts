import { and, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { signIns } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { assertFreeName } from '@/lib/connections/save'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { hashToken, newToken } from '@/lib/core/secrets'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { PspName } from './connect'
import { pspConnection } from './find'
import type { Provider, SignIn } from './provider'
import { providerNamed } from './registry'
import { endpointFor } from './try-out'

// Long enough to open an account at the provider on the way.
const waitsMs = 2 * 3_600_000
const keptMs = 24 * 3_600_000

export const SignInInput = z.object({
  provider: z.string(),
  name: PspName,
  sandbox: z.literal('on').optional(),
})

/** A person who signs in for an organization. */
export type Signer = Context & { tenant: { slug: string }; user: { id: string; email: string } }

type Row = typeof signIns.$inferSelect

/** Where the browser comes back to; the operator enters it at the provider. */
export const returnUrlOf = (provider: string): string => `${env.APP_URL}/api/connect/${provider}`

/** Throws `precondition` on an installation that has no platform there. */
export function signInOf(provider: Provider): SignIn {
  if (provider.signIn?.mode()) return provider.signIn
  throw new AppError(
    'precondition',
    `This installation has no platform at ${provider.label}. Connect with keys of your own instead.`,
  )
}

/**
 * Begins to connect an account by signing in at its provider: back comes the address there. `state` binds what comes
 * back to this person and organization, and begins with the name of the latter. Throws `invalid` at `name`, and
 * `precondition` on an installation that has no platform there.
 */
export async function beginSignIn(
  ctx: Signer,
  { provider: wanted, name, sandbox }: z.output<typeof SignInInput>,
): Promise<{ url: string }> {
  authorize(ctx, 'connections:write')
  const provider = providerNamed(wanted)
  const mode = signInOf(provider).mode()!
  const endpoint = endpointFor(provider, { mode, credentials: {} }, sandbox === 'on')
  return begin(ctx, { provider, endpoint, name }, (tx) => assertFreeName(tx, ctx, 'psp', name))
}

async function begin(
  ctx: Signer,
  {
    provider,
    ...wanted
  }: { provider: Provider } & Pick<Row, 'endpoint' | 'name'> & { connectionId?: string },
  check?: (tx: Tx) => Promise<void>,
): Promise<{ url: string }> {
  const signIn = signInOf(provider)
  const state = `${ctx.tenant.slug}.${newToken()}`
  await inTenant(ctx, async (tx) => {
    await check?.(tx)
    await tx
      .delete(signIns)
      .where(and(isNull(signIns.connectionId), lt(signIns.endsAt, new Date(Date.now() - keptMs))))
    const id = newId('sgn')
    const endsAt = new Date(Date.now() + waitsMs)
    const row = { ...wanted, id, provider: provider.name, userId: ctx.user.id, endsAt }
    await tx.insert(signIns).values({ ...row, stateHash: hashToken(state) })
    await audit(tx, ctx, 'connection.sign_in_begun', id, { provider: provider.name })
  })
  return {
    url: signIn.urlFor(
      { state, returnUrl: returnUrlOf(provider.name), email: ctx.user.email },
      wanted.endpoint,
    ),
  }
}

/** The same for a connection whose access is to be renewed; only its own account mends it. */
export async function renewSignIn(ctx: Signer, id: string): Promise<{ url: string }> {
  authorize(ctx, 'connections:write')
  const { provider, name, endpoint } = await pspConnection(ctx, id)
  return begin(ctx, { provider: providerNamed(provider), endpoint, name, connectionId: id })
}
