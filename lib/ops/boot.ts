import { readEnv } from '@/lib/core/env'
import { log, withRequestId } from '@/lib/core/log'

/** Ends this process with one line for each setting that is missing or wrong. */
export function checkSettings(): void {
  try {
    readEnv()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

type Failed = { method: string; headers: Record<string, string | string[] | undefined> }

/** Logs an error that nobody caught by its route: the path itself may hold a buyer's token. */
export function logRequestError(error: unknown, request: Failed, { routePath }: { routePath: string }): void {
  withRequestId(String(request.headers['x-request-id'] ?? ''), () =>
    log().error({ err: error, method: request.method, route: routePath }, 'a request failed'),
  )
}
