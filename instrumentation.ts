import type { Instrumentation } from 'next'

/** Called by Next once for each server: a bad setting stops it at once, and not the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  ;(await import('./lib/ops/boot')).checkSettings()
  ;(await import('./lib/web/peer')).markPeers()
}

/** Called by Next for what a page or a route threw and nobody caught. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME === 'nodejs')
    (await import('./lib/ops/boot')).logRequestError(error, request, context)
}
