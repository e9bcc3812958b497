import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { PageHeader } from '@/components/layout/page-header'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listPsps, pspChoices } from '@/lib/payments/connections-list'
import { signInProblem } from '@/lib/payments/end-sign-in'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { connect, signIn } from '../actions'
import { keyFields } from '../key-fields'

export const metadata: Metadata = { title: 'Add PSP' }

type Props = {
  params: Promise<{ tenant: string }>
  searchParams: Promise<{ provider?: string; attempt?: string | string[] }>
}

/** `Stripe`, or `Stripe 2` where that name is taken. */
function freeName(label: string, taken: readonly string[]): string {
  const names = [label, ...taken.map((_, index) => `${label} ${index + 2}`)]
  return names.find((name) => !taken.some((each) => each.toLowerCase() === name.toLowerCase())) ?? label
}

const aboutKeys = ({ isSilent, fields, signsIn }: ReturnType<typeof pspChoices>[number]): string => {
  if (signsIn)
    return `You sign in at ${signsIn} and agree there; no key is typed or kept. The money goes straight to you.`
  if (!isSilent) return 'The keys are tried first. They are kept sealed and never shown again.'
  return fields.some(({ isSecret }) => isSecret)
    ? 'Buyers pay on a page of your own, which calls back. The secret is kept sealed and never shown again.'
    : 'There are no keys: your buyers are told where to pay, and you note what comes.'
}

export default async function AddPspPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const { slug } = ctx.tenant
  const root = `/admin/${slug}/settings/billing`
  if (!can(ctx, 'connections:write'))
    return <Denied need="connect payment providers" home={`/admin/${slug}`} />
  const choices = pspChoices()
  const { provider = choices[0]?.name, attempt } = await searchParams
  const chosen = choices.find(({ name }) => name === provider)
  if (!chosen) notFound()
  const taken = (await listPsps(ctx)).map(({ name }) => name)
  const problem = attempt && (await signInProblem(ctx, String(attempt)))
  return (
    <>
      <PageHeader
        title="Add PSP"
        breadcrumbs={[{ label: 'Billing', href: root }]}
        description={aboutKeys(chosen)}
      />
      <div className="max-w-3xl space-y-6">
        <nav aria-label="Provider" className="flex flex-wrap gap-2">
          {choices.map(({ name, label }) => (
            <Button key={name} asChild variant={name === chosen.name ? 'primary' : 'secondary'}>
              <Link href={`?provider=${name}`} aria-current={name === chosen.name ? 'true' : undefined}>
                {label}
              </Link>
            </Button>
          ))}
        </nav>
        {problem && (
          <Alert tone="warning" title="Nothing is connected">
            {problem}
          </Alert>
        )}
        <Card title={`Connect ${chosen.signsIn ?? chosen.label}`}>
          <Form
            key={chosen.name}
            action={(chosen.signsIn ? signIn : connect).bind(null, slug)}
            submit={chosen.signsIn ? `Sign in at ${chosen.signsIn}` : `Connect ${chosen.label}`}
            cancel={{ href: root }}
            fields={[
              {
                name: 'name',
                label: 'Name',
                required: true,
                maxLength: 60,
                defaultValue: freeName(chosen.label, taken),
                hint: 'For you and your staff, here and in lists; buyers do not see it.',
              },
              ...keyFields(chosen.fields),
              ...(chosen.sandboxHint
                ? [
                    {
                      name: 'sandbox',
                      label: 'Use the sandbox',
                      type: 'switch' as const,
                      defaultValue: 'on',
                      hint: chosen.sandboxHint,
                    },
                  ]
                : []),
            ]}
          >
            <input type="hidden" name="provider" value={chosen.name} />
          </Form>
        </Card>
      </div>
    </>
  )
}
