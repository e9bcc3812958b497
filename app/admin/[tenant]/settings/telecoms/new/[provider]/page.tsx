import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { env } from '@/lib/core/env'
import type { TelecomProvider } from '@/lib/telecom/provider'
import { findTelecom } from '@/lib/telecom/registry'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { connect } from '../../actions'
import { credentialFields, luhnField } from '../../credential-fields'

type Props = { params: Promise<{ tenant: string; provider: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: findTelecom((await params).provider)?.label ?? 'Telecom' }
}

function endpointField({ endpoint }: TelecomProvider): FieldProps {
  const sandbox = env.SANDBOX === 'on' ? ' A key that begins with sbx_ goes to the sandbox.' : ''
  return {
    name: 'endpoint',
    label: 'Endpoint',
    type: 'url',
    defaultValue: endpoint,
    hint: `The address of its API. Leave it as it is unless the supplier told you another.${sandbox}`,
  }
}

export default async function NewTelecomPage({ params }: Props) {
  const { tenant, provider: name } = await params
  const ctx = await tenantContext(tenant)
  const root = `/admin/${ctx.tenant.slug}/settings/telecoms`
  const provider = findTelecom(name)
  if (!provider) notFound()
  if (!can(ctx, 'connections:write'))
    return <Denied need="connect telecoms" home={`/admin/${ctx.tenant.slug}`} />
  const isStock = provider.kind === 'stock'
  const nameField: FieldProps = {
    name: 'name',
    label: 'Name',
    required: true,
    maxLength: 60,
    defaultValue: provider.label,
    hint: isStock ? 'Such as the carrier that the SIMs are from.' : 'How you call it here.',
  }
  return (
    <>
      <PageHeader
        title={isStock ? 'Add your own stock' : `Connect ${provider.label}`}
        breadcrumbs={[{ label: 'Telecoms', href: root }]}
        description={
          isStock
            ? 'For SIMs and eSIMs that you have bought and upload from a file.'
            : 'The key is tried before it is kept. It is kept sealed and never shown again.'
        }
      />
      <Card>
        <Form
          action={connect.bind(null, ctx.tenant.slug)}
          submit={isStock ? 'Add stock' : 'Connect'}
          cancel={{ href: root }}
          fields={[
            nameField,
            ...credentialFields(provider),
            ...(isStock ? [luhnField] : [endpointField(provider)]),
          ]}
        >
          <input type="hidden" name="provider" value={provider.name} />
        </Form>
      </Card>
    </>
  )
}
