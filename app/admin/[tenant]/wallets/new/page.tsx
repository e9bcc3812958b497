import type { Metadata } from 'next'
import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { listCompanyNames } from '@/lib/tenancy/companies'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { currencies } from '../../companies/company-fields'
import { open } from '../actions'

export const metadata: Metadata = { title: 'Open wallet' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

export default async function NewWalletPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, currency } = ctx.tenant
  if (!can(ctx, 'wallets:write')) return <Denied need="open wallets" home={`/admin/${slug}`} />
  const root = `/admin/${slug}/wallets`
  const { owner, email } = readQuery(await searchParams)
  const companies = await listCompanyNames(ctx)
  return (
    <>
      <PageHeader title="Open wallet" breadcrumbs={[{ label: 'Wallets', href: root }]} />
      <Card>
        <Form
          action={open.bind(null, slug)}
          submit="Open wallet"
          cancel={{ href: root }}
          fields={fieldsFor(companies, { owner, email, currency })}
        />
      </Card>
    </>
  )
}

type Given = { owner?: string; email?: string; currency: string }

const fieldsFor = (companies: { id: string; name: string }[], given: Given): FieldProps[] => [
  {
    name: 'owner',
    label: 'Company',
    type: 'select',
    options: [
      { value: '', label: 'None: it is for an end user' },
      ...companies.map(({ id, name }) => ({ value: id, label: name })),
    ],
    defaultValue: given.owner,
  },
  {
    name: 'email',
    label: 'Email of the end user',
    type: 'email',
    hint: 'When it is not for a company.',
    autoComplete: 'off',
    defaultValue: given.email,
  },
  {
    name: 'currency',
    label: 'Currency',
    type: 'select',
    required: true,
    options: currencies,
    defaultValue: given.currency,
  },
  {
    name: 'mode',
    label: 'Money',
    type: 'radio',
    required: true,
    defaultValue: 'live',
    options: [
      { value: 'live', label: 'Real money', hint: 'Filled through PSPs in live mode.' },
      { value: 'test', label: 'Test money', hint: 'Filled through PSPs in test mode, with test cards.' },
    ],
  },
]
