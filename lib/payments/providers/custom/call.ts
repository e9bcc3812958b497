import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import { isCurrency, parseDecimal, toDecimal } from '@/lib/core/money'

export const statuses = ['paid', 'pending', 'failed', 'canceled', 'refunded'] as const

const Id = z.string('"id" is missing: send the one that the buyer came with.').trim().min(1).max(64)
const reference = (name: string) =>
  z
    .string(`"${name}" is missing: it is your own name of this payment or refund, and is used once.`)
    .regex(/^[\w./-]{1,64}$/, `"${name}" has 1 to 64 letters, digits and the signs . _ / -`)
const comment = z.string().trim().max(300).nullish().catch(null)

const isExact = (text: string, code: string): boolean => {
  try {
    const value = isCurrency(code) ? parseDecimal(text, code) : null
    return value !== null && value.amount > 0n && toDecimal(value) === text
  } catch {
    return false
  }
}

const Call = z
  .object({
    id: Id,
    reference: reference('reference'),
    status: z.enum(statuses, `"status" is one of ${statuses.join(', ')}.`),
    amount: z.string('"amount" is missing: send it as text, such as "9.00".'),
    currency: z.string('"currency" is missing: send its code, such as "EUR".').refine(isCurrency, {
      error: '"currency" is an ISO 4217 code in capitals, such as "EUR".',
    }),
    refund_of: reference('refund_of').optional(),
    method: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .nullish()
      .catch(null),
    comment,
  })
  .refine(({ amount, currency }) => isExact(amount, currency), {
    error: '"amount" is more than zero and has exactly the decimals of its currency, such as "9.00" in EUR.',
    path: ['amount'],
  })
  .refine(({ status, refund_of }) => (status === 'refunded') === (refund_of !== undefined), {
    error:
      'A call with the status "refunded", and only that, names the "reference" of the payment in "refund_of".',
    path: ['refund_of'],
  })

export type Call = Omit<z.output<typeof Call>, 'currency'> & {
  /** Null: the legacy form does not say it; it is that of the payment. */
  currency: string | null
}

const Legacy = z.object({
  user_id: Id,
  amount: z
    .string('"amount" is missing.')
    .regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,4})?$/, '"amount" is more than zero and written like 9.00.'),
  comment,
})

/** The fields of a body in JSON or as a form. */
function fieldsOf(body: string): Record<string, unknown> {
  if (!body.trimStart().startsWith('{')) return Object.fromEntries(new URLSearchParams(body))
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    throw new AppError('unprocessable', 'The body is neither JSON nor a form.')
  }
}

function parse<S extends z.ZodType>(shape: S, fields: unknown): z.output<S> {
  const parsed = shape.safeParse(fields)
  if (parsed.success) return parsed.data
  throw new AppError('unprocessable', parsed.error.issues.map(({ message }) => message).join(' '))
}

/** A proven call, as it came. Throws `unprocessable` with a sentence for whoever wrote the sender. */
export const readCall = (body: string): Call => {
  const fields = fieldsOf(body)
  return 'user_id' in fields ? readLegacy(fields) : parse(Call, fields)
}

/** A payment is paid once, so in the legacy form, which names nothing, it is its own reference. */
function readLegacy(fields: Record<string, unknown>): Call {
  const { user_id: id, amount, comment } = parse(Legacy, fields)
  return { id, reference: `legacy/${id}`.slice(0, 64), status: 'paid', amount, currency: null, comment }
}
