import type { Metadata } from 'next'
import Link from 'next/link'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import { getOnboarding } from '@/lib/onboarding/steps'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { StepList } from './step-list'

export const metadata: Metadata = { title: 'Onboarding' }

export default async function OnboardingPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const root = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'settings:read')) return <Denied need="see the onboarding" home={root} />
  const { steps, doneCount, neededCount } = await getOnboarding(ctx)
  const isReady = doneCount === neededCount
  const next = steps.find(({ state, isOptional }) => state === 'open' && !isOptional)?.id
  return (
    <>
      <PageHeader
        title="Onboarding"
        description="From an empty organization to SIMs with a plan. The list follows what is really there: you can leave and come back at any time."
      />
      <div className="max-w-4xl space-y-6">
        {isReady && (
          <Alert
            tone="success"
            title="Your organization is ready"
            actions={
              <Button asChild size="sm">
                <Link href={root}>Go to the dashboard</Link>
              </Button>
            }
          >
            All that must be done is done. The optional steps can be done later.
          </Alert>
        )}
        <Card
          title="Steps"
          description={`${doneCount} of ${neededCount} steps that must be done are done.`}
          flush
        >
          <div className="px-5 pb-4">
            <Progress label="Onboarding" value={doneCount} max={neededCount} />
          </div>
          <StepList steps={steps} root={root} next={next} />
        </Card>
      </div>
    </>
  )
}
