import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { save } from '../actions'
import { endUserFields } from '../end-user-fields'

export const metadata: Metadata = { title: 'New end user' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<{ company?: string }> }

export default async function NewEndUserPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:write')) return <Denied need="make end users" home={`/admin/${slug}`} />
  const root = `/admin/${slug}/end-users`
  const { company } = await searchParams
  return (
    <>
      <PageHeader title="New end user" breadcrumbs={[{ label: 'End users', href: root }]} />
      <Card>
        <Form
          action={save.bind(null, slug)}
          submit="Create end user"
          cancel={{ href: root }}
          fields={endUserFields(await listCompanyNames(ctx), { companyId: company })}
        />
      </Card>
    </>
  )
}
