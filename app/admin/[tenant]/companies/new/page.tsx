import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { save } from '../actions'
import { companyFields } from '../company-fields'

export const metadata: Metadata = { title: 'New company' }

export default async function NewCompanyPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, currency } = ctx.tenant
  if (!can(ctx, 'companies:write')) return <Denied need="make companies" home={`/admin/${slug}`} />
  const root = `/admin/${slug}/companies`
  return (
    <>
      <PageHeader title="New company" breadcrumbs={[{ label: 'Companies', href: root }]} />
      <Card>
        <Form
          action={save.bind(null, slug)}
          submit="Create company"
          cancel={{ href: root }}
          fields={companyFields({ currency })}
        />
      </Card>
    </>
  )
}
