import { listConnectionNames } from '@/lib/connections/list'
import { listCompanyNames } from '@/lib/tenancy/companies'
import type { Context } from '@/lib/tenancy/context'
import type { Choices } from './plan-fields'

const names = new Intl.DisplayNames('en', { type: 'currency' })

/** What the selects of the form of a plan offer. */
export async function choicesFor(ctx: Context): Promise<Choices> {
  const [operators, companies] = await Promise.all([
    listConnectionNames(ctx, 'telecom'),
    listCompanyNames(ctx),
  ])
  const currencies = Intl.supportedValuesOf('currency').map((code) => ({
    id: code,
    name: `${code} – ${names.of(code)}`,
  }))
  return { operators, companies, currencies }
}
