import { z } from 'zod'
import { askPatiently } from '@/lib/core/back-off'
import { AppError, UpstreamError } from '@/lib/core/error'
import { isBusy, send } from '@/lib/core/http'
import type { Endpoint } from '../../provider'
import type { CardknoxCredentials } from './credentials'

/** An account, ready to call. */
export type Link = { credentials: CardknoxCredentials; endpoint: Endpoint }

export type Answer = Record<string, string>

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String).catch('')

// psp.md 6.1: its own clients wait for 55 to 70 seconds.
const patienceMs = 60_000

const identity = { xVersion: '5.0.0', xSoftwareName: 'Simyard', xSoftwareVersion: '1.0' }

/** Asks Cardknox; what is no JSON object of a 200 is no usable answer. */
async function ask(
  { credentials, endpoint }: Link,
  path: 'gatewayjson' | 'reportjson',
  fields: Record<string, string>,
): Promise<Record<string, unknown>> {
  const limitMs = endpoint.limitMs ?? patienceMs
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ xKey: credentials.xKey, ...identity, ...fields }),
  }
  const { status, text } = await askPatiently(
    () => send('cardknox', `${endpoint.url}/${path}`, request, limitMs),
    isBusy,
    limitMs,
  )
  try {
    if (status !== 200) throw new Error(`status ${status}`)
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new UpstreamError('cardknox', { cause })
  }
}

/** Moves money or asks to. A decline and a refusal are answers: `xResult` is A, D, E or V. */
export async function transact(link: Link, fields: Record<string, string>): Promise<Answer> {
  const found = await ask(link, 'gatewayjson', { xSupports64BitRefnum: 'true', ...fields })
  const answer = z.record(z.string(), scalar).parse(found)
  if (!answer.xResult) throw new UpstreamError('cardknox', { cause: 'no xResult in the answer' })
  if (answer.xResult === 'E') throwOnKey(answer.xError ?? '')
  return answer
}

/** One page of a report. Throws `UpstreamError` for a refusal that is not about the key: it is worth another try. */
export async function report(link: Link, fields: Record<string, string>) {
  const found = await ask(link, 'reportjson', { xSupports64BitRefnum: 'true', ...fields })
  const { xResult, xError } = z.object({ xResult: scalar, xError: scalar }).parse({ xError: '', ...found })
  // Which of the two a report says is not documented.
  if (xResult !== 'S' && xResult !== 'A') {
    throwOnKey(xError)
    throw new UpstreamError('cardknox', { cause: xError || 'the report has no xResult' })
  }
  const page = Page.safeParse(found)
  if (!page.success) throw new UpstreamError('cardknox', { cause: page.error })
  return page.data
}

const Page = z.object({
  xRecordsReturned: z.coerce.number().catch(0),
  xReportingMaxTransactions: z.coerce.number().catch(0),
  xReportData: z
    .array(z.record(z.string(), scalar))
    .nullish()
    .transform((rows) => rows ?? []),
})

/** The vendor has no list of its error texts: only what names the key or its rights is understood. */
function throwOnKey(error: string): void {
  if (/permission|not (allowed|authorized)|access denied/i.test(error))
    throw new AppError(
      'forbidden',
      'The X-key lacks a right for this. Give it the right to take payments, refund and run reports in the Sola portal.',
      { provider: 'cardknox' },
    )
  if (/\bkey\b/i.test(error))
    throw new AppError(
      'precondition',
      'Cardknox no longer accepts this X-key: it was deleted or is mistyped. Put the new key into the PSP settings.',
      { provider: 'cardknox', brokenConnection: true },
    )
}

/** The vendor's words for a refusal of the guard against repeats. */
export const isDuplicate = (error: string): boolean => /duplicate/i.test(error)

export const refused = (error: string, more = ''): AppError =>
  new AppError('unprocessable', `Cardknox refused: ${error || 'no reason given'}.${more}`, {
    provider: 'cardknox',
  })
