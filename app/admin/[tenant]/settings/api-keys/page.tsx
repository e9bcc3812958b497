import type { Metadata } from 'next'
import Link from 'next/link'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { apiScopes, listApiKeys } from '@/lib/tenancy/api-keys'
import { can, permissions } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { make } from './actions'
import { Keys } from './keys'

export const metadata: Metadata = { title: 'API keys' }

export default async function ApiKeysPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantContext((await params).tenant)
  const { slug, timezone } = ctx.tenant
  if (!can(ctx, 'keys:read')) return <Denied need="see API keys" home={`/admin/${slug}`} />
  const keys = await listApiKeys(ctx)
  const mayChange = can(ctx, 'keys:write')
  return (
    <>
      <PageHeader
        title="API keys"
        description={
          <>
            What programs of yours sign in with.{' '}
            <Link href="/docs/api" className="link">
              How the API works
            </Link>
          </>
        }
      />
      <div className="space-y-6">
        <Keys {...{ slug, keys, mayChange, timezone }} />
        {mayChange && (
          <Card title="Make a key" description="One for each program, with no more scopes than it needs.">
            <Form
              action={make.bind(null, slug)}
              submit="Make key"
              clears
              fields={[
                { name: 'name', label: 'Name', required: true, maxLength: 60, autoComplete: 'off' },
                {
                  name: 'scopes',
                  label: 'Scopes',
                  type: 'checkboxes',
                  required: true,
                  options: apiScopes
                    .filter((scope) => can(ctx, scope))
                    .map((scope) => ({ value: scope, label: `${permissions[scope]} (${scope})` })),
                },
                {
                  name: 'expiresOn',
                  label: 'Works until',
                  type: 'date',
                  hint: 'Leave it empty for a key that works until it is revoked.',
                },
              ]}
            />
          </Card>
        )}
      </div>
    </>
  )
}
