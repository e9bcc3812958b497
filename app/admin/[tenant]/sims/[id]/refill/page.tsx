import type { Metadata } from 'next'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { formatBytes } from '@/lib/core/bytes'
import { formatMoney } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { refillChoice, type SimRefillChoice } from '@/lib/settlement/refills-of-sim'
import { getSim } from '@/lib/sims/get'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { refill } from './actions'

type Props = { params: Promise<{ tenant: string; id: string }> }

export const metadata: Metadata = { title: 'Refill a SIM' }

/** Staff add data to a SIM: how much, and who pays it. */
export default async function RefillSimPage({ params }: Props) {
  const { tenant: slug, id } = await params
  const ctx = await tenantContext(slug)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:refill')) return <Denied need="refill SIMs" home={home} />
  const { sim } = await found(getSim(ctx, id))
  const choice = await refillChoice(ctx, id)
  return (
    <>
      <PageHeader
        title="Refill"
        breadcrumbs={[
          { label: 'SIMs', href: `${home}/sims` },
          { label: sim.iccid, href: `${home}/sims/${id}` },
        ]}
      />
      {choice ? (
        <Card className="max-w-xl">
          <Form
            action={refill.bind(null, ctx.tenant.slug)}
            submit="Refill"
            cancel={{ href: `${home}/sims/${id}` }}
          >
            <input type="hidden" name="simId" value={id} />
            <input type="hidden" name="key" value={newToken()} />
            <input type="hidden" name="versionId" value={choice.plan.versionId} />
            <Field
              name="size"
              label="How much data"
              type="radio"
              required
              defaultValue={choice.sizes[0]!.bytes.toString()}
              options={choice.sizes.map(({ bytes, days, price }) => ({
                value: bytes.toString(),
                label: `${formatBytes(bytes, choice.plan.base)} for ${formatMoney(price)}`,
                hint: `Lasts ${days} days, and is used after the data that is left.`,
              }))}
            />
            <Field
              name="way"
              label="Who pays"
              type="radio"
              required
              defaultValue={choice.wallet ? 'wallet' : 'link'}
              options={waysOf(choice)}
            />
            <Field
              name="email"
              label="Send the link to"
              type="email"
              defaultValue={choice.email ?? ''}
              hint="Only for a link."
            />
          </Form>
        </Card>
      ) : (
        <EmptyState title="Nothing can be added to this SIM at the moment">
          Its plan needs refills that its operator still sells, and the SIM must not be stopped.
        </EmptyState>
      )}
    </>
  )
}

const waysOf = ({ wallet }: SimRefillChoice) => [
  ...(wallet
    ? [
        {
          value: 'wallet',
          label: 'The wallet of the company',
          hint: `${formatMoney(wallet.available)} available. It has the money back should the operator refuse.`,
        },
      ]
    : []),
  {
    value: 'link',
    label: 'Whoever gets the link',
    hint: 'The link to pay is sent by e-mail, and is open for 7 days.',
  },
]
