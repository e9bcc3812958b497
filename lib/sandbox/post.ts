export type Posted = { status: number | null; error?: string }

type Sending = { url: string; method?: 'GET'; headers: Record<string, string>; body: string }

const limitMs = 10_000

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${limitMs / 1000} s`
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(error)
}

/** One try to deliver: the status of the answer, or null and the reason why there was none within 10 s. */
export async function post({ url, method, headers, body }: Sending, stop: AbortSignal): Promise<Posted> {
  const signal = AbortSignal.any([AbortSignal.timeout(limitMs), stop])
  try {
    const content = method ? { method } : { method: 'POST', body }
    const response = await fetch(url, { ...content, redirect: 'manual', headers, signal })
    await response.arrayBuffer()
    return { status: response.status }
  } catch (error) {
    return { status: null, error: reasonOf(error) }
  }
}

/** Another order than the one given, where there is one. */
export function shuffled<T>(list: readonly T[]): T[] {
  const mixed = list.map((each) => ({ each, by: Math.random() })).sort((a, b) => a.by - b.by)
  const result = mixed.map(({ each }) => each)
  return list.length > 1 && result.every((each, at) => each === list[at]) ? result.reverse() : result
}
