import { z } from 'zod'
import type { Clock } from './clock'
import { type Hook, serviceNames, type Timer } from './kernel'
import { post, shuffled } from './post'
import type { State } from './state'

export const modes = ['normal', 'hold', 'drop', 'duplicate', 'shuffle'] as const
export const WebhookMode = z.object({
  service: z.enum(serviceNames),
  /** Only those to this one address. */
  url: z.url().optional(),
  mode: z.enum(modes, `is one of ${modes.join(', ')}`),
})
export type Mode = (typeof modes)[number]

/** One try to deliver a webhook. `status` is null where no answer came, and `error` says why. */
export type Attempt = {
  id: string
  service: string
  type: string
  url: string
  attempt: number
  status: number | null
  at: string
  error?: string
}

type Delivery = Omit<Hook, 'headers'> & {
  id: string
  headers: Record<string, string>
  state: 'held' | 'sending' | 'waiting' | 'delivered' | 'failed' | 'dropped'
  attempt: number
}
type Resign = (
  hook: { service: string; url: string; body: string; ref?: string },
  at: number,
) => Record<string, string> | undefined

const kept = 2_000
const shuffleWindowS = 2
const numberOf = (id: string) => Number(id.split('_')[1])

/** Sends webhooks by the mode of their service and keeps the list of all attempts. */
export function makeWebhooks(state: State, clock: Clock, resign: Resign) {
  const deliveries = state.docs<Delivery>('kernel.webhooks')
  const attempts = state.docs<Attempt>('kernel.webhook_attempts')
  const chosen = state.docs<{ mode: Mode }>('kernel.webhook_modes')
  const signers = new Map<string, Hook['headers']>()
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  let last = deliveries.all().reduce((most, { id }) => Math.max(most, numberOf(id)), 0)
  let lastAttempt = state.docs<{ count: number }>('kernel.counts').get('attempts')?.count ?? 0

  const modeOf = (service: string, url = ''): Mode =>
    (chosen.get(url) ?? chosen.get(service))?.mode ?? 'normal'
  const held = (service?: string): Delivery[] =>
    deliveries.all().filter((each) => each.state === 'held' && (!service || each.service === service))

  function note({ id, service, type, url, attempt }: Delivery, status: number | null, error?: string) {
    lastAttempt += 1
    state.docs<{ count: number }>('kernel.counts').put('attempts', { count: lastAttempt })
    attempts.put(`att_${lastAttempt}`, { id, service, type, url, attempt, status, at: clock.iso(), error })
    attempts.delete(`att_${lastAttempt - kept}`)
  }

  function settle(delivery: Delivery, delivered: boolean) {
    const waitS = delivery.retryAfterS[delivery.attempt - 1]
    if (!delivered && waitS !== undefined) {
      deliveries.put(delivery.id, { ...delivery, state: 'waiting' })
      const at = clock.exact() + waitS
      clock.later({ at, service: 'kernel', kind: 'webhook', data: { id: delivery.id } })
    } else close(delivery, delivered ? 'delivered' : 'failed')
  }

  function close(delivery: Delivery, end: 'delivered' | 'failed' | 'dropped') {
    deliveries.put(delivery.id, { ...delivery, state: end })
    signers.delete(delivery.id)
    const old = deliveries.get(`whk_${numberOf(delivery.id) - kept}`)
    if (old && !['held', 'sending', 'waiting'].includes(old.state)) deliveries.delete(old.id)
  }

  async function attempt(delivery: Delivery, copies = 1): Promise<void> {
    const at = Math.floor(clock.exact())
    const headers = signers.get(delivery.id)?.(at) ?? resign(delivery, at) ?? delivery.headers
    const sending: Delivery = { ...delivery, headers, state: 'sending', attempt: delivery.attempt + 1 }
    deliveries.put(sending.id, sending)
    const tries = Array.from({ length: copies }, async () => {
      const { status, error } = await post(sending, stopping.signal)
      if (!stopping.signal.aborted) note(sending, status, error)
      return status !== null && status >= 200 && status < 300
    })
    const answers = await Promise.all(tries)
    if (!stopping.signal.aborted) settle(sending, answers.includes(true))
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }

  async function inTurn(list: Delivery[]): Promise<void> {
    for (const delivery of list) if (!stopping.signal.aborted) await attempt(delivery)
  }

  /** Sends what is held, one after the other, in another order where the mode is `shuffle`. Says how many. */
  async function release(service?: string): Promise<number> {
    const found = held(service)
    const list = found.some((each) => modeOf(each.service, each.url) === 'shuffle') ? shuffled(found) : found
    for (const delivery of list) deliveries.put(delivery.id, { ...delivery, state: 'sending' })
    await track(inTurn(list))
    return list.length
  }

  return {
    modeOf,
    held,
    release,
    setMode: ({ service, url, mode }: z.output<typeof WebhookMode>) => chosen.put(url ?? service, { mode }),
    /** Every attempt that was made, oldest first. */
    attempts: (service?: string): Attempt[] =>
      attempts.all().filter((each) => !service || each.service === service),
    deliver({ headers, ...hook }: Hook) {
      last += 1
      const id = `whk_${last}`
      const mode = modeOf(hook.service, hook.url)
      const now = clock.exact()
      const delivery: Delivery = { ...hook, id, headers: headers(Math.floor(now)), state: 'held', attempt: 0 }
      signers.set(id, headers)
      deliveries.put(id, delivery)
      if (mode === 'drop') close(delivery, 'dropped')
      if (mode === 'normal' || mode === 'duplicate')
        void track(attempt(delivery, mode === 'duplicate' ? 3 : 1))
      const data = { service: hook.service }
      if (mode === 'shuffle')
        clock.later({ at: now + shuffleWindowS, service: 'kernel', kind: 'shuffle', data })
    },
    async onTimer({ kind, data }: Timer): Promise<void> {
      const service = String(data.service)
      if (kind === 'shuffle' && modeOf(service) !== 'hold') await release(service)
      const delivery = kind === 'webhook' ? deliveries.get(String(data.id)) : undefined
      if (delivery?.state === 'waiting') await track(attempt(delivery))
    },
    /** Takes up what a stop of the sandbox had interrupted. */
    resume() {
      for (const each of deliveries.all()) if (each.state === 'sending') void track(attempt(each))
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}

export type Webhooks = ReturnType<typeof makeWebhooks>
