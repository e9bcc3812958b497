import { and, eq, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { signIns } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { replaceCredentials } from '@/lib/connections/change'
import { findAccountOwner } from '@/lib/connections/find'
import { assertFreeName, saveConnection } from '@/lib/connections/save'
import { env } from '@/lib/core/env'
import { AppError, UpstreamError } from '@/lib/core/error'
import { newId } from '@/lib/core/id'
import { hashToken, newToken } from '@/lib/core/secrets'
import { audit } from '@/lib/tenancy/audit'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { PspName } from './connect'
import { pspConnection } from './find'
import { recheckPsp } from './manage'
import { accountKeyOf } from './platform'
import type { Credentials, Provider, SignIn } from './provider'
import { providerNamed } from './registry'
import { endpointFor } from './try-out'
import { setUpWebhook } from './webhook'

// Long enough to open an account at the provider on the way.
const waitsMs = 2 * 3_600_000
const keptMs = 24 * 3_600_000

export const SignInInput = z.object({
  provider: z.string(),
  name: PspName,
  sandbox: z.literal('on').optional(),
})

/** A person who signs in for an organization. */
type Signer = Context & { tenant: { slug: string }; user: { id: string; email: string } }

const unknown = 'This sign-in was begun by someone else, or long ago. Sign in again.'

type Row = typeof signIns.$inferSelect

/** Where the browser comes back to; the operator enters it at the provider. */
export const returnUrlOf = (provider: string): string => `${env.APP_URL}/api/connect/${provider}`

function signInOf(provider: Provider): SignIn {
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

export const Returned = z.object({
  provider: z.string(),
  state: z.string().max(200),
  code: z.string().max(500).optional(),
  error: z.string().max(100).optional(),
})

/**
 * Ends what `beginSignIn` began, with what the provider sent back. Whoever claims the row exchanges its code, and nobody
 * ever again: a second exchange would end the access. A repeat gets what became of the first. An account that is
 * connected here already gets its access anew. Throws `precondition` for a state that is not of this person.
 */
export async function endSignIn(
  ctx: Pick<Signer, keyof Context | 'user'>,
  { provider: name, state, code, error }: z.output<typeof Returned>,
): Promise<Row> {
  authorize(ctx, 'connections:write')
  const provider = providerNamed(name)
  const { row, isMine } = await inTenant(ctx, (tx) => claim(tx, ctx.user.id, name, state))
  if (!isMine) return row
  try {
    if (!code) throw new AppError('precondition', refusalOf(provider, error))
    if (row.endsAt < new Date()) throw new AppError('precondition', tooLate(provider))
    const credentials = await signInOf(provider).exchange(code, { url: row.endpoint })
    return await finish(ctx, row, { connectionId: await keep(ctx, provider, row, credentials) })
  } catch (failure) {
    const problem = inWords(provider, failure)
    if (!problem) throw failure
    return finish(ctx, row, { problem })
  }
}

/** Of all who ask at once, one gets the row to work on; the others see what became of it. */
async function claim(tx: Tx, userId: string, provider: string, state: string) {
  const own = and(
    eq(signIns.stateHash, hashToken(state)),
    eq(signIns.userId, userId),
    eq(signIns.provider, provider),
  )
  const [mine] = await tx
    .update(signIns)
    .set({ status: 'exchanging' })
    .where(and(own, eq(signIns.status, 'waiting')))
    .returning()
  if (mine) return { row: mine, isMine: true }
  const [row] = await tx.select().from(signIns).where(own)
  if (!row) throw new AppError('precondition', unknown)
  return { row, isMine: false }
}

const finish = (
  ctx: Context,
  { id }: Row,
  became: { connectionId: string } | { problem: string },
): Promise<Row> =>
  inTenant(ctx, async (tx) => {
    const status = 'problem' in became ? ('failed' as const) : ('connected' as const)
    const [row] = await tx
      .update(signIns)
      .set({ status, ...became })
      .where(eq(signIns.id, id))
      .returning()
    // The connection that was to be renewed has been deleted meanwhile.
    if (!row) throw new AppError('precondition', unknown)
    return row
  })

const placeOf = ({ signIn, label }: Provider): string => signIn?.at ?? label

const refusalOf = (provider: Provider, error: string | undefined): string =>
  error === 'access_denied'
    ? `You did not give access at ${placeOf(provider)}, so nothing is connected.`
    : `${placeOf(provider)} came back without access. Sign in again.`

const tooLate = (provider: Provider) => `Signing in at ${placeOf(provider)} took too long. Sign in again.`

/** For the person; null for a bug. */
function inWords(provider: Provider, failure: unknown): string | null {
  if (failure instanceof UpstreamError)
    return `${placeOf(provider)} gave no answer, so nobody knows whether it gave access. Sign in again: that does no harm.`
  return failure instanceof AppError ? failure.message : null
}

/** Keeps the account before anything more is asked of it: the access cannot be had a second time. */
async function keep(ctx: Context, provider: Provider, row: Row, credentials: Credentials): Promise<string> {
  const { accountId = '', mode = '' } = credentials
  const account = accountKeyOf(provider.name, mode, accountId)
  const facts = provider.publicPart(credentials)
  const owner = await findAccountOwner(account)
  if (owner && owner.tenantId !== ctx.tenantId) throw elsewhere(provider)
  if (row.connectionId && owner?.entityId !== row.connectionId) {
    if (!owner) await signInOf(provider).leave(credentials, { url: row.endpoint })
    throw another(accountId)
  }
  const id = owner?.entityId ?? (await add(ctx, provider, row, { credentials, account, facts }))
  if (owner) await replaceCredentials(ctx, id, { credentials, facts })
  await recheckPsp(ctx, id).catch(leaveForLater)
  await setUpWebhook(ctx, id).catch(leaveForLater)
  return id
}

const elsewhere = (provider: Provider) =>
  new AppError(
    'precondition',
    `This ${placeOf(provider)} account is connected by another organization of this installation. Disconnect it there first, or sign in with another account.`,
  )

const another = (accountId: string) =>
  new AppError(
    'precondition',
    `You signed in with ${accountId}, and this PSP is of another account. Sign in with that one, or add a PSP for this one.`,
  )

async function add(
  ctx: Context,
  provider: Provider,
  { name, endpoint }: Row,
  { account, ...values }: { credentials: Credentials; account: string; facts: Record<string, string> },
): Promise<string> {
  const all = {
    kind: 'psp' as const,
    provider: provider.name,
    mode: provider.modeOf(values.credentials),
    endpoint,
    account,
    ...values,
  }
  // Another may have taken the name meanwhile; what was signed in for is kept all the same.
  const { id } = await saveConnection(ctx, { ...all, name }).catch((error) => {
    if (!(error instanceof AppError && error.code === 'invalid')) throw error
    return saveConnection(ctx, { ...all, name: `${name.slice(0, 30)} ${values.credentials.accountId}` })
  })
  return id
}

/** The page of the connection says what is missing, and has the button for it. */
const leaveForLater = (error: unknown): void => {
  if (!(error instanceof AppError)) throw error
}

/** What a person is told of a sign-in that did not connect anything; null when there is nothing to tell. */
export async function signInProblem(ctx: Context, id: string): Promise<string | null> {
  authorize(ctx, 'connections:write')
  const [row] = await inTenant(ctx, (tx) => tx.select().from(signIns).where(eq(signIns.id, id)))
  if (!row) return unknown
  if (row.status === 'failed') return row.problem
  return row.status === 'exchanging'
    ? 'The account is being connected. If it is not in the list of PSPs in two minutes, sign in again: that does no harm.'
    : null
}
