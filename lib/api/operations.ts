import type { Operation } from './operation'
import { refillOperations } from './refills'
import { refundOperations } from './refunds'
import { transactionOperations } from './transactions'
import { walletOperations } from './wallets'

/** Every call of the public API. Its routes and its description are made from this list. */
export const operations: readonly Operation[] = [
  ...walletOperations,
  ...refillOperations,
  ...transactionOperations,
  ...refundOperations,
]

type Found = { operation: Operation; params: Record<string, string> }

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>[^/]+)`)}$`)

const patterns = operations.map((operation) => [patternOf(operation.path), operation] as const)

/** The call at a path below `/api/v1`; else the methods that the path knows, none for no such path. */
export function findOperation(method: string, path: string): Found | { allowed: string[] } {
  const here = patterns.flatMap(([pattern, operation]) => {
    const groups = pattern.exec(path)
    return groups ? [{ operation, params: { ...groups.groups } }] : []
  })
  return (
    here.find(({ operation }) => operation.method === method) ?? {
      allowed: here.map(({ operation }) => operation.method),
    }
  )
}
