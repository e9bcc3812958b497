import { z } from 'zod'
import { changeConnection } from '@/lib/connections/change'
import type { Connection } from '@/lib/connections/find'
import { AppError } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { readFacts } from './facts'
import { pspConnection } from './find'
import type { PayPage } from './provider'
import { providerNamed } from './registry'

const Kept = z.enum(['form', 'hosted']).catch('form')

export const PayPageInput = z.object({ id: z.string(), page: z.enum(['form', 'hosted']) })

/** Where buyers enter their card; the form inside our page, unless the organization chose otherwise. */
export const payPageOf = ({ settings }: Pick<Connection, 'settings'>): PayPage => Kept.parse(settings.page)

/** Throws `precondition` where the key of a connection may not take payments on the provider's page. */
export function assertMayHost({ facts }: Pick<Connection, 'facts'>, page: PayPage): void {
  const { capabilities } = readFacts(facts)
  if (page === 'hosted' && capabilities.some((each) => each.name === 'hosted_page' && !each.isAllowed))
    throw new AppError(
      'precondition',
      'The key lacks the right "Checkout Sessions: write". Give it to the key in Stripe, press Check the key, and choose again.',
    )
}

export const payPageInWords = (page: PayPage): string =>
  page === 'hosted' ? 'On the page of the provider' : 'In a form on your page'

/** Chooses where buyers enter their card from now on. What is being paid stays where it was begun. */
export async function choosePayPage(
  ctx: Context,
  { id, page }: z.output<typeof PayPageInput>,
): Promise<void> {
  authorize(ctx, 'connections:write')
  const connection = await pspConnection(ctx, id)
  const { label, hasHostedPage } = providerNamed(connection.provider)
  if (!hasHostedPage) throw new AppError('precondition', `${label} leaves no choice of the page.`)
  assertMayHost(connection, page)
  await changeConnection(ctx, id, { name: connection.name, settings: { page } })
}
