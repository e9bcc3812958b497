import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatMoney, money } from '@/lib/core/money'
import { getOffer } from '@/lib/plans/get'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { save } from '../actions'
import { choicesFor } from '../choices'
import { PlanForm } from '../plan-form'
import { valuesOfOffer } from '../plan-values'

export const metadata: Metadata = { title: 'New plan' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<{ offer?: string }> }

export default async function NewPlanPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const root = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'plans:write')) return <Denied need="make plans" home={root} />
  const { offer: offerId } = await searchParams
  const offer = offerId ? await found(getOffer(ctx, offerId)) : null
  const choices = await choicesFor(ctx)
  const values = offer
    ? valuesOfOffer(offer)
    : {
        currency: ctx.tenant.currency,
        hasHotspot: 'on',
        connectionId: choices.operators.length === 1 ? choices.operators[0]!.id : '',
      }
  return (
    <>
      <PageHeader
        title="New plan"
        breadcrumbs={[{ label: 'Plans', href: `${root}/plans` }]}
        description={
          offer &&
          `From ${offer.externalId}, which costs you ${formatMoney(money(offer.cost, offer.currency))} each time it is sold.`
        }
      />
      {choices.operators.length ? (
        <PlanForm
          action={save.bind(null, ctx.tenant.slug)}
          values={values}
          choices={choices}
          cancel={`${root}/plans`}
        />
      ) : (
        <Card>
          <EmptyState
            title="A plan needs an operator"
            action={
              <Button asChild>
                <Link href={`${root}/settings/telecoms`}>Add a telecom</Link>
              </Button>
            }
          >
            Connect a telecom or add your own stock first.
          </EmptyState>
        </Card>
      )}
    </>
  )
}
