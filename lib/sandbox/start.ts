import { setTimeout as wait } from 'node:timers/promises'
import { makeCardknox } from './cardknox'
import { makeClock } from './clock'
import { control, type Parts } from './control'
import { makeCustom } from './custom'
import { makeEsimGo } from './esim-go'
import { faultAnswer, makeFaults } from './faults'
import { openGate, type Verdict } from './gate'
import { type Emulator, isUnhandled, type Kernel } from './kernel'
import { openMailbox } from './mailbox/mailbox'
import { makeMollie } from './mollie'
import { page } from './page'
import { makePaypal } from './paypal-nvp'
import { openState } from './state'
import { makeStripe } from './stripe'
import { makeWebhooks } from './webhooks'
import { makeWireLog, type Wire } from './wire-log'

type Answered = { verdict: Verdict; fault?: string }

/** Runs the emulator under the fault that waits for this call, if one does. */
async function underFaults(
  parts: Parts,
  emulator: Emulator,
  request: Request,
  body: string,
): Promise<Answered> {
  const { pathname } = new URL(request.url)
  const { service } = emulator
  const headers = ['authorization', 'x-api-key', 'stripe-account'].map(
    (name) => request.headers.get(name) ?? '',
  )
  const [, user = ''] = /(?:^|&)USER=([^&]*)/.exec(body) ?? []
  const credentials = [...headers, user].join(' ')
  const path = emulator.nameOf?.(pathname, body) ?? pathname
  const fault = parts.faults.take({ service, method: request.method, path, credentials })
  if (fault?.fault === 'timeout') return { verdict: 'silence', fault: fault.fault }
  if (fault?.fault === 'reset') return { verdict: 'reset', fault: fault.fault }
  if (fault?.fault.startsWith('status:'))
    return { verdict: faultAnswer(emulator.service, fault.fault), fault: fault.fault }
  if (fault?.fault === 'slow') await wait(fault.delay_ms)
  const response = await emulator.handle(request, pathname)
  return { verdict: fault?.fault === 'timeout_after_commit' ? 'silence' : response, fault: fault?.fault }
}

async function emulate(parts: Parts, request: Request, body: string): Promise<Verdict> {
  const { pathname, search } = new URL(request.url)
  const emulator = parts.emulators.find((each) => each.owns(pathname))
  const { verdict, fault } = emulator
    ? await underFaults(parts, emulator, request, body)
    : { verdict: Response.json({ message: `The sandbox has nothing at ${pathname}.` }, { status: 404 }) }
  const wire: Omit<Wire, 'seq'> = {
    at: parts.clock.iso(),
    service: emulator?.service ?? 'unknown',
    method: request.method,
    path: pathname + search,
    headers: Object.fromEntries(request.headers),
    body,
    status: verdict instanceof Response ? verdict.status : null,
    response: verdict instanceof Response ? await textOf(verdict) : '',
  }
  if (fault) wire.fault = fault
  if (!emulator || (verdict instanceof Response && isUnhandled(verdict))) wire.unhandled = true
  parts.log.add(wire)
  return verdict
}

function textOf(response: Response): Promise<string> {
  const type = response.headers.get('content-type') ?? ''
  return /json|text|form/.test(type) ? response.clone().text() : Promise.resolve(type && `(${type})`)
}

/**
 * Starts the simulated outside world: the emulators, the control API and the page on `port`, a mail server on
 * `smtpPort`; 0 takes any free port. State is kept in `dir` and found again at the next start.
 * Rejects with the system's error, such as EADDRINUSE, when a port cannot be had.
 */
export async function startSandbox({
  port,
  dir,
  smtpPort = 0,
  host = '127.0.0.1',
}: {
  port: number
  dir: string
  smtpPort?: number
  host?: string
}): Promise<{ url: string; smtpUrl: string; close(): Promise<void> }> {
  const state = openState(dir)
  const clock = makeClock(state)
  const emulators: Emulator[] = []
  const named = (service: string) => emulators.find((each) => each.service === service)
  const webhooks = makeWebhooks(state, clock, (hook, at) => named(hook.service)?.resign?.(hook, at))
  const mailbox = await openMailbox(state, { port: smtpPort, host, iso: clock.iso })
  const parts: Parts = {
    clock,
    faults: makeFaults(state),
    log: makeWireLog(state),
    webhooks,
    mailbox,
    emulators,
  }

  async function handle(request: Request, body: string): Promise<Verdict> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/') return page(parts, gate.url, searchParams)
    if (pathname.startsWith('/_sandbox/')) return control(parts, request, body)
    return emulate(parts, request, body)
  }

  const gate = await openGate(handle, { port, host })
  const kernel: Kernel = {
    now: () => Math.floor(clock.exact()),
    docs: state.docs,
    deliver: webhooks.deliver,
    later: clock.later,
    url: gate.url,
  }
  emulators.push(
    makeStripe(kernel),
    makeMollie(kernel),
    makePaypal(kernel),
    makeCardknox(kernel),
    makeCustom(kernel),
    makeEsimGo(kernel),
  )
  clock.start((timer) =>
    timer.service === 'kernel'
      ? webhooks.onTimer(timer)
      : named(timer.service)?.onTimer(timer.kind, timer.data),
  )
  webhooks.resume()

  return {
    url: gate.url,
    smtpUrl: `smtp://localhost:${mailbox.port}`,
    async close() {
      await Promise.all([gate.close(), mailbox.close(), webhooks.stop()])
      await clock.stop()
      state.close()
    },
  }
}
