import Link from 'next/link'
import { DescriptionList } from '@/components/layout/description-list'
import { TestModeBadge } from '@/components/layout/test-mode-badge'
import { Alert } from '@/components/ui/alert'
import { formatMoney } from '@/lib/core/money'
import type { TelecomRow } from '@/lib/telecom/list'
import { TelecomStatus } from './telecom-status'

/** One telecom in the list: a link by its name, whose account it is, and what is wrong with it. */
export const TelecomCard = ({ telecom, href }: { telecom: TelecomRow; href: string }) => (
  <li className="relative min-w-0 space-y-4 rounded-lg border bg-card p-5 shadow-card hover:border-input">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h2 className="font-semibold">
        <Link href={href} className="after:absolute after:inset-0 after:rounded-lg">
          {telecom.name}
        </Link>
      </h2>
      <div className="flex flex-wrap gap-2">
        {telecom.mode === 'test' && <TestModeBadge />}
        <TelecomStatus status={telecom.status} />
      </div>
    </div>
    <DescriptionList
      items={[
        { term: 'Telecom', value: telecom.label },
        { term: 'Plans', value: telecom.planCount },
        ...(telecom.facts.accountName ? [{ term: 'Account', value: telecom.facts.accountName }] : []),
        ...(telecom.balance ? [{ term: 'Balance', value: formatMoney(telecom.balance) }] : []),
      ]}
    />
    {telecom.health.problem && <Alert tone="danger">{telecom.health.problem}</Alert>}
    {telecom.warning && <Alert tone="warning">{telecom.warning}</Alert>}
  </li>
)
