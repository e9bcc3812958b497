import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Answer } from '@/lib/core/http'
import { type Activations, TelecomError } from '../../provider'
import { type Call, readAs } from './client'
import { toActivation } from './translate-orders'
import { Assignment, AssignmentsReply } from './wire'

const defaultRetryMs = 5_000

/** Seen header: `ICCID, Matching ID, RSP URL, Bundle, Reference`; others write `SM-DP+ Address`. */
function columnOf(title: string): string {
  const plain = title.toLowerCase().replace(/[^a-z]/g, '')
  if (plain === 'matchingid') return 'matchingId'
  return /^(rspurl|smdp)/.test(plain) ? 'smdpAddress' : plain
}

const readCsv = (text: string): unknown =>
  parse(text, {
    trim: true,
    skip_empty_lines: true,
    columns: (header: string[]) => header.map(columnOf),
  })

const isCsv = ({ headers, text }: Answer): boolean =>
  /csv/i.test(headers.get('content-type') ?? '') || /^[\s\ufeff"]*iccid\W/i.test(text)

/** Each eSIM once, though it may hold several bundles; not ready until every one of them has its whole code. */
function toActivations(rows: z.output<typeof AssignmentsReply>): Activations {
  const profiles = [...new Map(rows.map((row) => [row.iccid, row])).values()].map(toActivation)
  const whole = profiles.filter((profile) => profile !== undefined)
  if (whole.length === 0 || whole.length < profiles.length)
    return { status: 'not ready', retryAfterMs: defaultRetryMs }
  return { status: 'ready', profiles: whole }
}

const Csv = z.string().transform(readCsv).pipe(z.array(Assignment))

/** JSON was asked for, but the vendor's default is CSV, and some versions send it all the same. */
export const readAssignments = (call: Call, answer: Answer): Activations =>
  isCsv(answer)
    ? readAs(call, Csv.transform(toActivations), answer.text, String)
    : readAs(call, AssignmentsReply.transform(toActivations), answer.text)

/** 503 means that it is still processing, with `Retry-After` in seconds. */
export function notReady(error: unknown): Activations {
  if (!(error instanceof TelecomError) || error.kind !== 'not_ready') throw error
  return { status: 'not ready', retryAfterMs: error.retryAfterMs ?? defaultRetryMs }
}
