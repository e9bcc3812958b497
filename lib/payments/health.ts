import { type Connection, credentialsOf } from '@/lib/connections/find'
import { noteFacts, noteHealth } from '@/lib/connections/health'
import { AppError } from '@/lib/core/error'
import { checkFacts, problemIn } from './facts'
import { providerNamed } from './registry'

/**
 * Asks the provider what the key and its account can do, and notes it. A key that is not accepted, or an account that
 * takes no payments, is a state of the connection, not an error. Throws `UpstreamError` without an answer.
 */
export async function checkHealth(connection: Connection): Promise<{ problem: string | null }> {
  const provider = providerNamed(connection.provider)
  const checkedAt = new Date().toISOString()
  try {
    const check = await provider.check(await credentialsOf(connection), { url: connection.endpoint })
    const problem = problemIn(check)
    await noteFacts(connection, checkFacts(check))
    await noteHealth(connection, { checkedAt, problem: problem ?? undefined }, problem !== null)
    return { problem }
  } catch (error) {
    if (!(error instanceof AppError && error.detail.brokenConnection)) throw error
    await noteHealth(connection, { checkedAt, problem: error.message }, true)
    return { problem: error.message }
  }
}
