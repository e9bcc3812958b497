import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { Card } from '@/components/ui/card'
import { getCompany } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { found } from '@/lib/web/found'
import { tenantContext } from '@/lib/web/session'
import { save } from '../../actions'
import { companyFields } from '../../company-fields'
import { CompanyHeader } from '../company-header'

export const metadata: Metadata = { title: 'Company details' }

export default async function CompanyDetailsPage({
  params,
}: {
  params: Promise<{ tenant: string; id: string }>
}) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug } = ctx.tenant
  if (!can(ctx, 'companies:read')) return <Denied need="see companies" home={`/admin/${slug}`} />
  const company = await found(getCompany(ctx, id))
  const isFixed = !can(ctx, 'companies:write')
  return (
    <>
      <CompanyHeader company={company} slug={slug} current="/details" />
      <Card title="Company details">
        <Form
          action={save.bind(null, slug)}
          fields={companyFields(company, isFixed)}
          submit={isFixed ? null : 'Save'}
        >
          <input type="hidden" name="id" value={company.id} />
        </Form>
      </Card>
    </>
  )
}
