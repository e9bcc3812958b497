export const serviceNames = ['stripe', 'mollie', 'paypal', 'cardknox', 'custom', 'esim-go'] as const
export type ServiceName = (typeof serviceNames)[number]

/**
 * A persisted collection, kept in insertion order. `get` and `all` give the live documents: change one, then `put` it,
 * or the change is lost at a restart.
 */
export type Docs<T> = {
  get(id: string): T | undefined
  put(id: string, doc: T): void
  delete(id: string): void
  all(): T[]
}

/** A webhook to send. `headers` is asked again at every attempt, so that a signature carries the time of its own attempt. */
export type Hook = {
  service: string
  type: string
  url: string
  /** Usually by POST; by GET the body is left out. */
  method?: 'GET'
  body: string
  headers: (attemptAtUnix: number) => Record<string, string>
  retryAfterS: number[]
  ref?: string
}

/** What is to happen at `at` (sandbox clock, unix seconds): `onTimer(kind, data)` of the emulator named `service`. */
export type Timer = { at: number; service: string; kind: string; data: Record<string, unknown> }

export type Kernel = {
  /** The sandbox's clock in whole unix seconds; `POST /_sandbox/clock` moves it. */
  now(): number
  docs<T>(name: string): Docs<T>
  /** Sends a webhook now, as the service's mode says, again after each of `retryAfterS` until an answer is 2xx. */
  deliver(hook: Hook): void
  later(timer: Timer): void
  /** Where this sandbox is reached, without a slash at the end. */
  readonly url: string
}

/**
 * One vendor, spoken on its own wire format. `control` gets the path below `/_sandbox/`, e.g.
 * `['stripe', 'pi_1', 'dispute']`, and answers undefined for what is not its own; its errors are `{message}`.
 * `panel` is escaped HTML for the people page. `resign` makes the headers of a hook that outlived a restart.
 */
export type Emulator = {
  service: ServiceName
  owns(path: string): boolean
  /** Names a call for faults where its path alone does not: `/paypal/nvp/DoVoid`. */
  nameOf?(path: string, body: string): string
  handle(request: Request, path: string): Promise<Response>
  onTimer(kind: string, data: Record<string, unknown>): void | Promise<void>
  control(path: string[], body: Record<string, unknown>): Promise<Response | undefined>
  panel(): string
  resign?(hook: { url: string; body: string; ref?: string }, attemptAtUnix: number): Record<string, string>
}

export type MakeEmulator = (kernel: Kernel) => Emulator

const unhandledHeader = 'x-sandbox-unhandled'

/** Marks a vendor's 404 for a path that the emulator does not know, so that the wire log says `unhandled: true`. */
export function unhandled(response: Response): Response {
  response.headers.set(unhandledHeader, '1')
  return response
}

export const isUnhandled = (response: Response): boolean => response.headers.has(unhandledHeader)

/** Escapes text for HTML, in content and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
