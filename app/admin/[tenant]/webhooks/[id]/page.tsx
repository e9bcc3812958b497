import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { DescriptionList } from '@/components/layout/description-list'
import { PageHeader } from '@/components/layout/page-header'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Time } from '@/components/ui/time'
import { AppError } from '@/lib/core/error'
import { getNotice } from '@/lib/inbox/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { again } from '../actions'
import { NoticeStatus, noticeWords } from '../notice-status'

export const metadata: Metadata = { title: 'Webhook' }

type Props = { params: Promise<{ tenant: string; id: string }> }

export default async function WebhookPage({ params }: Props) {
  const { tenant, id } = await params
  const ctx = await tenantContext(tenant)
  const { slug, timezone } = ctx.tenant
  const root = `/admin/${slug}`
  if (!can(ctx, 'webhooks:read')) return <Denied need="see received webhooks" home={root} />
  const notice = await getNotice(ctx, id).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const mono = (text: string | null) => text && <code className="break-all text-[0.8125rem]">{text}</code>
  const at = (value: Date | null) => value && <Time value={value} timeZone={timezone} />
  return (
    <>
      <PageHeader
        title={notice.type}
        breadcrumbs={[{ label: 'Webhooks', href: `${root}/webhooks` }]}
        badge={
          <>
            <NoticeStatus state={notice.state} />
            {notice.connection.mode === 'test' && <TestModeBadge />}
          </>
        }
        description={noticeWords[notice.state].about}
        actions={
          !notice.handledAt &&
          can(ctx, 'orders:write') && (
            <Form action={again.bind(null, slug)} submit="Work again" variant="secondary">
              <input type="hidden" name="id" value={id} />
            </Form>
          )
        }
      />
      <div className="max-w-4xl space-y-6">
        {notice.problem && (
          <Alert tone="danger" title="The last try failed">
            {notice.problem}
          </Alert>
        )}
        <Card title="Webhook">
          <DescriptionList
            items={[
              { term: 'From', value: notice.connection.name },
              { term: 'Subject', value: mono(notice.subjectId) },
              { term: 'Event id', value: mono(notice.externalId) },
              { term: 'Came', value: notice.repeats ? `${notice.repeats + 1} times` : 'Once' },
              { term: 'Made by the sender', value: at(notice.occurredAt) },
              { term: 'Received', value: at(notice.createdAt) },
              { term: 'Handled', value: at(notice.handledAt) },
              { term: 'Request id', value: mono(notice.requestId) },
            ]}
          />
        </Card>
        <Card
          title="Body"
          description={
            notice.body === null
              ? 'You need the right to see payments for this.'
              : 'As it came, without what opens or installs something.'
          }
          actions={notice.body !== null && <CopyButton value={notice.body} size="sm" />}
        >
          {notice.body !== null && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <pre tabIndex={0} className="max-h-128 overflow-auto rounded-md bg-muted p-4 text-xs leading-5">
              {notice.body}
            </pre>
          )}
        </Card>
      </div>
    </>
  )
}
