import { z } from 'zod'
import type { Clock } from './clock'
import { Fault, type Faults } from './faults'
import { type Emulator, serviceNames } from './kernel'
import type { Mailbox } from './mailbox/mailbox'
import { WebhookMode, type Webhooks } from './webhooks'
import type { WireLog } from './wire-log'

export type Parts = {
  clock: Clock
  faults: Faults
  log: WireLog
  webhooks: Webhooks
  mailbox: Mailbox
  emulators: Emulator[]
}

type Call = { query: URLSearchParams; body: Record<string, unknown> }
type Handler = (parts: Parts, call: Call) => unknown

const Advance = z.object({
  advance_s: z.coerce
    .number()
    .min(0)
    .max(10 * 366 * 86_400),
})
const Release = z.object({ service: z.enum(serviceNames).optional() })
const Since = z.coerce.number().int().min(0).catch(0)

const handlers: Record<string, Handler> = {
  'GET requests': ({ log }, { query }) =>
    log.list(query.get('service') ?? undefined, Since.parse(query.get('since'))),
  'GET faults': ({ faults }) => faults.all(),
  'POST faults': ({ faults }, { body }) => {
    faults.add(Fault.parse(body))
    return { message: 'The fault waits for its call.', faults: faults.all() }
  },
  'DELETE faults': ({ faults }) => {
    faults.clear()
    return { message: 'All faults are cleared.' }
  },
  'GET webhooks': ({ webhooks }, { query }) => webhooks.attempts(query.get('service') ?? undefined),
  'POST webhooks': ({ webhooks }, { body }) => {
    const chosen = WebhookMode.parse(body)
    webhooks.setMode(chosen)
    return { message: `Webhooks of ${chosen.service}: ${chosen.mode}.`, ...chosen }
  },
  'POST webhooks/release': async ({ webhooks }, { body }) => {
    const released = await webhooks.release(Release.parse(body).service)
    return { message: released === 1 ? '1 webhook was sent.' : `${released} webhooks were sent.`, released }
  },
  'GET clock': ({ clock }) => ({ now: clock.iso() }),
  'POST clock': async ({ clock }, { body }) => {
    await clock.advance(Advance.parse(body).advance_s)
    return { message: `It is now ${clock.iso()}.`, now: clock.iso() }
  },
  'GET mail': ({ mailbox }, { query }) => mailbox.list(query.get('to') ?? undefined),
  'DELETE mail': ({ mailbox }) => {
    mailbox.clear()
    return { message: 'The mailbox is empty.' }
  },
}

/** What a form of the people page cannot send as such: DELETE. */
const formNames: Record<string, string> = {
  'POST faults/clear': 'DELETE faults',
  'POST mail/clear': 'DELETE mail',
}

const refuse = (status: number, message: string) => Response.json({ message }, { status })

const known = `Known are: ${Object.keys(handlers)
  .map((name) => name.replace(' ', ' /_sandbox/'))
  .join(
    ', ',
  )}, POST /_sandbox/stripe/{payment_intent, account or client id}/{action}, POST /_sandbox/mollie/{payment}/{action}, POST /_sandbox/paypal/{transaction}/{action}, POST /_sandbox/custom/{payment}/{action}, POST /_sandbox/cardknox/{account or xRefNum}/{action}, POST /_sandbox/esim/{iccid}/{action}.`

function sentenceOf({ issues }: z.ZodError): string {
  const parts = issues.map(({ path, message }) => (path.length ? `${path.join('.')}: ${message}` : message))
  return `The body does not fit: ${parts.join('; ')}.`
}

/** JSON or the fields of a form; empty fields count as not given. Undefined when it is neither. */
function readBody(request: Request, text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {}
  if (request.headers.get('content-type')?.includes('form-urlencoded') && !text.startsWith('{'))
    return Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''))
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

async function run(parts: Parts, request: Request, text: string): Promise<Response> {
  const url = new URL(request.url)
  const path = url.pathname.replace(/^\/_sandbox\//, '').replace(/\/$/, '')
  const body = readBody(request, text)
  if (!body) return refuse(400, 'The body is not a JSON object.')
  const name = `${request.method} ${path}`
  const handler = handlers[formNames[name] ?? name]
  if (handler) return Response.json(await handler(parts, { query: url.searchParams, body }))
  if (request.method === 'POST')
    for (const emulator of parts.emulators) {
      const answer = await emulator.control(path.split('/').map(decodeURIComponent), body)
      if (answer) return answer
    }
  return refuse(404, `The sandbox has no ${name.replace(' ', ' /_sandbox/')}. ${known}`)
}

/** Where on the page a person was who pressed a button. */
const anchors: Record<string, string> = { esim: 'esim-go', 'esim-go': 'esim-go' }

async function backToPage(request: Request, response: Response): Promise<Response> {
  const answer: unknown = await response.json().catch(() => null)
  const message = z.object({ message: z.string() }).safeParse(answer)
  const said = message.success ? message.data.message : response.ok ? 'Done.' : 'That did not work.'
  const [, , part = ''] = new URL(request.url).pathname.split('/')
  const query = new URLSearchParams({ said, ...(response.ok ? {} : { bad: '1' }) })
  return new Response(null, { status: 303, headers: { Location: `/?${query}#${anchors[part] ?? part}` } })
}

/** Answers everything under `/_sandbox/`: JSON for programs, a way back to the page for a person's form. */
export async function control(parts: Parts, request: Request, text: string): Promise<Response> {
  const response = await run(parts, request, text).catch((error: unknown) => {
    if (error instanceof z.ZodError) return refuse(400, sentenceOf(error))
    throw error
  })
  const isPerson = request.method === 'POST' && request.headers.get('accept')?.includes('text/html')
  return isPerson ? backToPage(request, response) : response
}
