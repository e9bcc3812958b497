import { PageHeader } from '@/components/layout/page-header'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Alert } from '@/components/ui/alert'
import { Tabs } from '@/components/ui/tabs'
import type { TelecomDetail } from '@/lib/telecom/list'
import { TelecomStatus } from '../telecom-status'

type Props = { telecom: TelecomDetail; slug: string; current: '' | '/offers' }

/** Head of the pages of one telecom: its state, what is wrong, and its tabs. */
export function TelecomHeader({ telecom, slug, current }: Props) {
  const root = `/admin/${slug}/settings/telecoms`
  const here = `${root}/${telecom.id}`
  return (
    <>
      <PageHeader
        title={telecom.name}
        breadcrumbs={[{ label: 'Telecoms', href: root }]}
        badge={
          <>
            <TelecomStatus status={telecom.status} />
            {telecom.mode === 'test' && <TestModeBadge />}
          </>
        }
        description={telecom.label === telecom.name ? undefined : telecom.label}
      />
      {(telecom.health.problem || telecom.warning) && (
        <div className="mb-6 space-y-3">
          {telecom.health.problem && <Alert tone="danger">{telecom.health.problem}</Alert>}
          {telecom.warning && <Alert tone="warning">{telecom.warning}</Alert>}
        </div>
      )}
      {telecom.canSync && (
        <Tabs
          label={telecom.name}
          current={here + current}
          items={[
            { href: here, label: 'Connection' },
            { href: `${here}/offers`, label: 'Offers', count: telecom.offerCount.toLocaleString('en') },
          ]}
        />
      )}
    </>
  )
}
