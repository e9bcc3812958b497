import { ExternalLink } from 'lucide-react'
import type { Metadata } from 'next'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { env } from '@/lib/core/env'
import { getStore } from '@/lib/store/settings'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { save } from './actions'
import { groupsOf } from './fields'

export const metadata: Metadata = { title: 'e-SIM Store' }

export default async function StoreSettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'settings:read')) return <Denied need="see the settings" home={`/admin/${slug}`} />
  const store = await getStore(ctx)
  const isFixed = !can(ctx, 'store:write')
  return (
    <>
      <PageHeader
        title="e-SIM Store"
        description="Your public shop: anyone can buy the published plans there."
        actions={
          <Button asChild variant="secondary">
            <a href={`/store/${store.slug}`} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open the store
            </a>
          </Button>
        }
      />
      <Form action={save.bind(null, slug)} submit={null} className="max-w-3xl">
        {groupsOf(store, env.APP_URL).map(({ title, fields }) => (
          <Card key={title} title={title}>
            <div className="grid items-start gap-5 sm:grid-cols-2">
              {fields.map((field) => (
                <Field key={field.name} {...field} disabled={isFixed} />
              ))}
            </div>
          </Card>
        ))}
        {isFixed ? (
          <p className="text-muted-foreground text-sm">Only owners and admins can change this.</p>
        ) : (
          <SubmitButton>Save</SubmitButton>
        )}
      </Form>
    </>
  )
}
