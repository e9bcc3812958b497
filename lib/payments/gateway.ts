import { type Connection, credentialsOf } from '@/lib/connections/find'
import { noteHealth } from '@/lib/connections/health'
import { AppError } from '@/lib/core/error'
import type { Gateway } from './provider'
import { providerNamed } from './registry'

/** Brings a payment connection to life. */
export async function gatewayOf(connection: Connection): Promise<Gateway> {
  const provider = providerNamed(connection.provider)
  const credentials = provider.credentials.parse(await credentialsOf(connection)) as Record<string, string>
  return provider.connect(credentials, { url: connection.endpoint })
}

/** Calls the provider, and notes on the connection when it no longer accepts our key. */
export async function callGateway<T>(
  connection: Connection,
  call: (gateway: Gateway) => Promise<T>,
): Promise<T> {
  try {
    return await call(await gatewayOf(connection))
  } catch (error) {
    if (error instanceof AppError && error.detail.brokenConnection)
      await noteHealth(connection, { problem: error.message, checkedAt: new Date().toISOString() }, true)
    throw error
  }
}
