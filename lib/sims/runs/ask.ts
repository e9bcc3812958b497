import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import { log } from '@/lib/core/log'
import { carrierOf } from '@/lib/telecom/carrier'
import type { Deed, Sim } from './change'

/** For each SIM that an operator was to be asked about: why it refused, or null when it did as told. */
export type Refusals = Map<string, string | null>

type Ask = (iccid: string) => Promise<void>

async function askOf(tenantId: string, connectionId: string, deed: Deed): Promise<Ask | undefined> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, connectionId))
  if (connection.status === 'disabled')
    throw new AppError('precondition', `${connection.name} is switched off under Settings, Telecoms.`)
  return deed.ask?.(await carrierOf(connection))
}

/** Asks the operators of these SIMs, one SIM after the other. An operator that cannot is not asked, and so agrees. */
export async function askCarriers(tenantId: string, deed: Deed, due: readonly Sim[]): Promise<Refusals> {
  const refusals: Refusals = new Map()
  const asks = new Map<string, Promise<Ask | undefined>>()
  for (const { id, iccid, connectionId } of due) {
    const ask = asks.get(connectionId) ?? askOf(tenantId, connectionId, deed)
    asks.set(connectionId, ask)
    refusals.set(id, await answerOf(ask, iccid))
  }
  return refusals
}

async function answerOf(ask: Promise<Ask | undefined>, iccid: string): Promise<string | null> {
  try {
    await (await ask)?.(iccid)
    return null
  } catch (error) {
    if (error instanceof AppError) return error.message
    log().error({ err: error }, 'asking an operator failed')
    return 'The operator could not be asked. Try again in a few minutes.'
  }
}
