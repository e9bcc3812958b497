import { headers } from 'next/headers'
import type { z } from 'zod'
import type { FormState } from '@/components/form/state'
import type { FieldProblems } from '@/lib/core/error'
import { withRequestId } from '@/lib/core/log'
import { answerForm } from './form'
import { type Origin, originOf } from './request'
import { type TenantContext, tenantContext } from './session'
import { forgetShopWindow } from './shop-window'

/**
 * A server action of the portal: `action(Schema, run)` makes `(tenantSlug, before, form) => FormState`; bind the slug.
 * Finds out who asks, parses, does it, and says in words what the person can mend. Bugs and redirects pass through.
 */
export function action<S extends z.ZodType>(
  schema: S,
  run: (ctx: TenantContext, input: z.output<S>) => Promise<unknown>,
  rules?: (ctx: TenantContext, values: Record<string, unknown>) => Promise<FieldProblems>,
) {
  return async (tenant: string, _before: FormState, form: FormData): Promise<FormState> => {
    const { requestId } = originOf(await headers())
    return withRequestId(requestId, async () => {
      const ctx = await tenantContext(tenant)
      try {
        return await answerForm(
          schema,
          form,
          (input) => run(ctx, input),
          rules && ((values) => rules(ctx, values)),
        )
      } finally {
        // Plans, stock and looks are changed by actions: the store shows it at once.
        forgetShopWindow()
      }
    })
  }
}

/** The same for pages without an organization: `(before, form) => FormState`; `run` gets where the request came from. */
export function openAction<S extends z.ZodType>(
  schema: S,
  run: (origin: Origin, input: z.output<S>) => Promise<unknown>,
) {
  return async (_before: FormState, form: FormData): Promise<FormState> => {
    const origin = originOf(await headers())
    return withRequestId(origin.requestId, () => answerForm(schema, form, (input) => run(origin, input)))
  }
}
