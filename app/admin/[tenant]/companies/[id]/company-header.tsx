import { PageHeader } from '@/components/layout/page-header'
import { Badge } from '@/components/ui/badge'
import { Tabs } from '@/components/ui/tabs'
import type { CompanyRow } from '@/lib/tenancy/companies'
import { bounded } from '../words'

type Props = {
  company: CompanyRow
  slug: string
  current: '' | '/end-users' | '/wallet' | '/payment-methods' | '/details'
}

/** Head and tabs of the pages of one company. */
export function CompanyHeader({ company, slug, current }: Props) {
  const root = `/admin/${slug}/companies`
  const here = `${root}/${company.id}`
  return (
    <>
      <PageHeader
        title={company.name}
        breadcrumbs={[{ label: 'Companies', href: root }]}
        badge={company.isVirtual && <Badge>Virtual</Badge>}
      />
      <Tabs
        label={company.name}
        current={here + current}
        items={[
          { href: here, label: 'General' },
          { href: `${here}/end-users`, label: 'End users', count: bounded(company.endUserCount) },
          { href: `${here}/wallet`, label: 'Wallet' },
          { href: `${here}/payment-methods`, label: 'Payment methods' },
          { href: `${here}/details`, label: 'Company details' },
        ]}
      />
    </>
  )
}
