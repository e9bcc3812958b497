import { createHash } from 'node:crypto'
import { askPatiently } from '@/lib/core/back-off'
import { AppError, UpstreamError } from '@/lib/core/error'
import { isBusy, send } from '@/lib/core/http'
import { log } from '@/lib/core/log'
import type { Endpoint } from '../../provider'
import type { PaypalCredentials } from './credentials'

export type Pairs = Record<string, string>

/** `pay`, where its answer says what went wrong. */
type Problem = { code: number; message: string; isWarning: boolean }

export type Answer = { isDone: boolean; pairs: Pairs; problems: Problem[] }

export type Client = {
  /** One call. Any answer of PayPal is given back, also a refusal. Throws `UpstreamError` without one. */
  ask(method: string, fields: Pairs): Promise<Answer>
  /** The same for calls that must go well: a refusal is thrown in words. */
  call(method: string, fields: Pairs): Promise<Pairs>
}

// psp.md 5.2
const version = '119.0'
const label = 'paypal'

/** The NVP API with API signature credentials. */
export function clientFor(
  { username, password, signature }: PaypalCredentials,
  { url, limitMs = 20_000 }: Endpoint,
): Client {
  async function ask(method: string, fields: Pairs): Promise<Answer> {
    const body = new URLSearchParams({
      METHOD: method,
      VERSION: version,
      USER: username,
      PWD: password,
      SIGNATURE: signature,
      ...fields,
    })
    const { status, text } = await askPatiently(
      () => send(label, url, { method: 'POST', body }, limitMs),
      isBusy,
      limitMs,
    )
    const answer = read(status, text)
    const { CORRELATIONID: correlationId, ACK: ack } = answer.pairs
    log().debug({ paypal: method, ack, correlationId, problems: answer.problems }, 'PayPal answered')
    return answer
  }
  return {
    ask,
    async call(method, fields) {
      const answer = await ask(method, fields)
      if (!answer.isDone) throw explain(answer)
      return answer.pairs
    },
  }
}

/** PayPal answers with HTTP 200 always; what happened stands in ACK. */
function read(status: number, text: string): Answer {
  const pairs = Object.fromEntries(new URLSearchParams(text))
  const [, done] = /^(Success|Failure)(WithWarning)?$/.exec(pairs.ACK ?? '') ?? []
  if (status !== 200 || !done) throw new UpstreamError(label, { cause: new Error(`HTTP ${status}`) })
  return { isDone: done === 'Success', pairs, problems: problemsIn(pairs) }
}

function problemsIn(pairs: Pairs): Problem[] {
  const found: Problem[] = []
  for (let place = 0; pairs[`L_ERRORCODE${place}`] !== undefined; place++)
    found.push({
      code: Number(pairs[`L_ERRORCODE${place}`]),
      message: pairs[`L_LONGMESSAGE${place}`] || pairs[`L_SHORTMESSAGE${place}`] || 'no reason given',
      isWarning: pairs[`L_SEVERITYCODE${place}`] === 'Warning',
    })
  return found
}

export const has = ({ problems }: Answer, ...codes: number[]): boolean =>
  problems.some(({ code }) => codes.includes(code))

/** A refusal -> what the caller can act on (psp.md 5.6). */
export function explain(answer: Answer): AppError | UpstreamError {
  const { problems, pairs } = answer
  const { code = 0, message = 'no reason given' } = problems.find(({ isWarning }) => !isWarning) ?? {}
  const detail = { provider: 'paypal-nvp', paypalCode: code, correlationId: pairs.CORRELATIONID }
  if (code === 10002)
    return new AppError(
      'precondition',
      'PayPal no longer accepts these API credentials: they were changed or removed. Put the new ones into the PSP settings.',
      { ...detail, brokenConnection: true },
    )
  if (code === 10007)
    return new AppError(
      'forbidden',
      'These API credentials lack a right for this. Grant it at PayPal.',
      detail,
    )
  // 10001 is PayPal's own trouble; nobody knows what happened.
  if (code === 10001) return new UpstreamError(label, { cause: new Error(message) })
  return new AppError('unprocessable', `PayPal refused: ${message}`, detail)
}

/** `MSGSUBID` holds 38 signs, and our keys are longer. */
export const messageId = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 38)
