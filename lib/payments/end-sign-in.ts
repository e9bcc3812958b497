import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { signIns } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { replaceCredentials } from '@/lib/connections/change'
import { findAccountOwner } from '@/lib/connections/find'
import { saveConnection } from '@/lib/connections/save'
import { AppError, UpstreamError } from '@/lib/core/error'
import { hashToken } from '@/lib/core/secrets'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { recheckPsp } from './manage'
import { accountKeyOf } from './platform'
import type { Credentials, Provider } from './provider'
import { providerNamed } from './registry'
import { type Signer, signInOf } from './sign-in'
import { setUpWebhook } from './webhook'

type Row = typeof signIns.$inferSelect

const unknown = 'This sign-in was begun by someone else, or long ago. Sign in again.'

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
