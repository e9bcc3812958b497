import { z } from 'zod'
import { type Connection, credentialsOf } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError } from '@/lib/core/error'
import type { Gateway } from './gateway'
import { payPageOf } from './pay-page'
import { providerNamed } from './registry'

const Settings = z.object({ limitMs: z.number().int().positive().optional() }).loose()

/** Brings a payment connection to life. A connection may set its own `limitMs` for calls, else `limitMs` holds. */
export async function gatewayOf(connection: Connection, limitMs?: number): Promise<Gateway> {
  const provider = providerNamed(connection.provider)
  const credentials = provider.credentials.parse(await credentialsOf(connection)) as Record<string, string>
  const endpoint = {
    url: connection.endpoint,
    limitMs: Settings.parse(connection.settings).limitMs ?? limitMs,
  }
  return provider.connect(credentials, endpoint, payPageOf(connection))
}

/** Calls the provider, and notes on the connection when it no longer accepts our key. */
export async function callGateway<T>(
  connection: Connection,
  call: (gateway: Gateway) => Promise<T>,
  limitMs?: number,
): Promise<T> {
  try {
    return await call(await gatewayOf(connection, limitMs))
  } catch (error) {
    if (error instanceof AppError && error.detail.brokenConnection)
      await noteHealth(connection, { problem: error.message, checkedAt: new Date().toISOString() }, true)
    throw error
  }
}
