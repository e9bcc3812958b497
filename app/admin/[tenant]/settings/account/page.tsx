import type { Metadata } from 'next'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { getOrganization } from '@/lib/tenancy/organizations-settings'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { save } from './actions'
import { groups } from './fields'

export const metadata: Metadata = { title: 'Account settings' }

export default async function AccountPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'settings:read')) return <Denied need="see the settings" home={`/admin/${slug}`} />
  const data: Record<string, string> = await getOrganization(ctx)
  const isFixed = !can(ctx, 'settings:write')
  return (
    <>
      <PageHeader
        title="Account"
        description={`Your organization. Its address /admin/${slug} stays the same.`}
      />
      <Form action={save.bind(null, slug)} submit={null} className="max-w-3xl">
        {groups.map(({ title, fields }) => (
          <Card key={title} title={title}>
            <div className="grid gap-5 sm:grid-cols-2">
              {fields.map((field) => (
                <Field key={field.name} {...field} defaultValue={data[field.name]} disabled={isFixed} />
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
