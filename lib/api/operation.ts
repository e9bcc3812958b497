import type { z } from 'zod'
import type { Context } from '@/lib/tenancy/context'
import type { Permission } from '@/lib/tenancy/permissions'

type None = z.ZodUndefined

/** One call of the public API, as it is answered and as its description says it. */
export type Operation = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, as OpenAPI writes it: `/wallets/{id}`. */
  path: string
  /** Stable, for generated clients: `listWallets`. */
  id: string
  tag: string
  summary: string
  description?: string
  scope: Permission
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  status: number
  /** True: without an `Idempotency-Key` it is refused, since sent twice it would move money twice. */
  needsKey?: boolean
  run(ctx: Context, input: never): Promise<unknown>
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

type Told<P, Q, B, A extends z.ZodType> = Omit<
  Operation,
  'params' | 'query' | 'body' | 'answer' | 'status' | 'run'
> & {
  params?: P
  query?: Q
  body?: B
  answer: A
  status?: number
  /** `reference` is unguessable by others and the same for each repeat of the call: it makes the work happen once. */
  run(
    ctx: Context,
    input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B>; reference: string | null },
  ): Promise<z.input<A>>
}

/** Declares a call: who may, what goes in, what comes out. */
export const operation = <
  A extends z.ZodType,
  P extends z.ZodObject | None = None,
  Q extends z.ZodObject | None = None,
  B extends z.ZodType | None = None,
>(
  told: Told<P, Q, B, A>,
): Operation => ({ status: 200, ...told }) as unknown as Operation
