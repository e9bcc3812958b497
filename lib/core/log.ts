import { AsyncLocalStorage } from 'node:async_hooks'
import { type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino'
import { env } from './env'

const requests = new AsyncLocalStorage<{ requestId: string }>()

/** Runs `work` under a request id, which every log line and every job asked for inside it then bears. */
export const withRequestId = <T>(requestId: string, work: () => T): T => requests.run({ requestId }, work)

/** The id of the request that is being served, from the browser to the job; null outside of one. */
export const requestId = (): string | null => requests.getStore()?.requestId ?? null

const secretNames = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'secretKey',
  'signature',
  'apiKey',
  'credentials',
  'token',
  'clientSecret',
  'client_secret',
  'activationCode',
  'lpa',
  'email',
  'pin1',
  'puk1',
  'confirmationCode',
]

// Activation codes, provider keys and card numbers must not be in a log even inside a sentence.
const secretShapes =
  /LPA:1\$[^\s"']+|\b(?:sk|rk|whsec)_(?:test_|live_)?[A-Za-z0-9_]{6,}|\b(?:test|live)_\w{30,}|\bpi_\w+_secret_\w+|\b\d(?:[ -]?\d){12,15}\b(?=\D|$)/gi

/** Replaces what looks like a secret or a card number inside a text. ICCIDs (18 digits and more) stay readable. */
export const scrub = (text: string): string => text.replace(secretShapes, '[hidden]')

// A failed query carries its parameters: addresses and hashes of people, in a field and in its text.
const parameters = /\nparams: [\s\S]*?(?=\n {4}at |$)/g

/** A text about a failed query without what was asked about. */
export const withoutParameters = (text: string): string => text.replace(parameters, '\nparams: [hidden]')

/** An error as it is logged: a failed query without what was asked about. */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { params: _, message, stack, ...rest } = stdSerializers.err(error)
  return { ...rest, message: withoutParameters(message), stack: withoutParameters(stack) }
}

let made: Logger | undefined

/** The log of this process: JSON lines on standard output, without secrets or personal data. */
export function log(): Logger {
  made ??= pino({
    level: env.LOG_LEVEL,
    base: null,
    // A time in milliseconds has the 13 digits of a card number.
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    serializers: { err: loggable },
    mixin: () => ({ requestId: requestId() ?? undefined }),
    hooks: {
      streamWrite: (line) => scrub(line),
    },
  })
  return made
}
