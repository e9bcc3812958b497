import type { Metadata } from 'next'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { getPlan } from '@/lib/plans/get'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { save } from '../../actions'
import { choicesFor } from '../../choices'
import { PlanForm } from '../../plan-form'
import { valuesOfPlan } from '../../plan-values'

export const metadata: Metadata = { title: 'Change plan' }

export default async function EditPlanPage({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const root = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'plans:write')) return <Denied need="change plans" home={root} />
  const plan = await found(getPlan(ctx, id))
  const { name } = plan.version
  const here = `${root}/plans/${id}`
  return (
    <>
      <PageHeader
        title={`Change ${name}`}
        breadcrumbs={[
          { label: 'Plans', href: `${root}/plans` },
          { label: name, href: here },
        ]}
      />
      <PlanForm
        action={save.bind(null, ctx.tenant.slug)}
        values={valuesOfPlan(plan)}
        choices={await choicesFor(ctx)}
        cancel={here}
        note={
          <p className="text-muted-foreground text-sm">
            What was sold stays as it was: a change of the terms makes version {plan.version.number + 1}.
          </p>
        }
      />
    </>
  )
}
