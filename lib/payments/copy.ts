import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { connections } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { changeConnection } from '@/lib/connections/change'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { pspConnection } from './find'
import { offeringInWords, offeringOf } from './offering'
import { assertMayHost, payPageInWords, payPageOf } from './pay-page'
import { providerNamed } from './registry'

/** Settings that belong to one connection: how long its calls may take is a thing of tests, what was synced its own. */
const own = ['limitMs']

const copied = ({ settings }: Connection): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !own.includes(name)))

export type Difference = { setting: string; from: string; to: string; isSame: boolean }

const inWords = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return 'Not set'
  if (typeof value === 'boolean') return value ? 'On' : 'Off'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}

const titleOf = (name: string): string =>
  name
    .replace(/([A-Z])/g, ' $1')
    .replace(/^./, (first) => first.toUpperCase())
    .replace(/ ./g, (at) => at.toLowerCase())

/** Every setting of a connection in words. */
function settingsOf(connection: Connection): Map<string, string> {
  const { offering: _, page: __, ...others } = copied(connection)
  const { hasHostedPage } = providerNamed(connection.provider)
  return new Map([
    ...Object.entries(offeringInWords(offeringOf(connection))),
    ...(hasHostedPage ? [['Where buyers pay', payPageInWords(payPageOf(connection))] as const] : []),
    ...Object.entries(others).map(([name, value]) => [titleOf(name), inWords(value)] as const),
  ])
}

function differenceOf(from: Connection, to: Connection): Difference[] {
  const [a, b] = [settingsOf(from), settingsOf(to)]
  return [...new Set([...a.keys(), ...b.keys()])].map((setting) => {
    const [left, right] = [a.get(setting) ?? 'Not set', b.get(setting) ?? 'Not set']
    return { setting, from: left, to: right, isSame: left === right }
  })
}

/** The live connections of the same provider as a test one, each with what copying the settings would change. */
export async function copyTargets(
  ctx: Context,
  id: string,
): Promise<{ id: string; name: string; differences: Difference[] }[]> {
  authorize(ctx, 'connections:read')
  const from = await pspConnection(ctx, id)
  if (from.mode !== 'test') return []
  const found = await inTenant(ctx, (tx) =>
    tx
      .select()
      .from(connections)
      .where(
        and(
          eq(connections.kind, 'psp'),
          eq(connections.provider, from.provider),
          eq(connections.mode, 'live'),
        ),
      )
      .orderBy(asc(connections.name), asc(connections.id)),
  )
  return found.map((to) => ({ id: to.id, name: to.name, differences: differenceOf(from, to) }))
}

export const CopyInput = z.object({ id: z.string(), toId: z.string() })

/**
 * Copies the settings of a test connection to a live one of the same provider: never keys, webhooks or what was paid.
 * Throws `precondition` for any other pair, and where the live key lacks a right for what is copied.
 */
export async function copySettings(ctx: Context, { id, toId }: z.output<typeof CopyInput>): Promise<void> {
  authorize(ctx, 'connections:write')
  const [from, to] = [await pspConnection(ctx, id), await pspConnection(ctx, toId)]
  if (from.mode !== 'test' || to.mode !== 'live' || from.provider !== to.provider)
    throw new AppError(
      'precondition',
      'Settings are copied from a test connection to a live one of the same provider.',
    )
  assertMayHost(to, payPageOf(from))
  const gone = Object.keys(copied(to)).filter((name) => !(name in copied(from)))
  await changeConnection(ctx, toId, {
    name: to.name,
    settings: { ...copied(from), ...Object.fromEntries(gone.map((name) => [name, null])) },
  })
}
