import Link from 'next/link'
import { DescriptionList } from '@/components/layout/description-list'
import { Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import { reasonWords } from '@/lib/payments/reasons'
import type { RefundDetail } from '@/lib/refunds/get'
import { statusWords, supplierTones, supplierWords } from '../words'

type Props = { refund: RefundDetail; root: string; timezone: string }

const link = 'text-primary hover:underline'
const destinations = { original: 'The way it was paid', wallet: 'Wallet', manual: 'By hand' }

/** The money and the eSIM of a refund: two legs that end each by itself. */
export const Legs = ({ refund, root, timezone }: Props) => (
  <>
    <Card title="Money" actions={<Status value={refund.status} label={statusWords[refund.status]} />}>
      <DescriptionList
        items={[
          { term: 'Amount', value: `${formatMoney(refund.amount)} of ${formatMoney(refund.paid)}` },
          {
            term: 'Goes',
            value: refund.walletId ? (
              <Link href={`${root}/wallets/${refund.walletId}`} className={link}>
                {destinations.wallet}
              </Link>
            ) : (
              destinations[refund.destination]
            ),
          },
          { term: 'Why', value: refund.reasonCode && reasonWords[refund.reasonCode] },
          { term: 'In words', value: refund.reason },
          { term: 'Asked or made', value: <Time value={refund.createdAt} timeZone={timezone} /> },
          {
            term: 'Decided',
            value: refund.decidedAt && <Time value={refund.decidedAt} timeZone={timezone} />,
          },
          ...(refund.answer ? [{ term: 'Answer to the buyer', value: refund.answer }] : []),
          { term: 'PSP', value: refund.isOurs ? refund.psp : `${refund.psp} (made there)` },
          {
            term: 'PSP reference',
            value: refund.externalId && (
              <code className="break-all text-[0.8125rem]">{refund.externalId}</code>
            ),
          },
          {
            term: 'Reference for the bank of the buyer',
            value: refund.networkReference ?? 'Not available yet',
          },
          {
            term: 'Transaction',
            value:
              refund.status === 'asked' || refund.status === 'rejected' ? null : (
                <Link href={`${root}/transactions/${refund.id}`} className={link}>
                  Open
                </Link>
              ),
          },
        ]}
      />
    </Card>
    <Card
      title="eSIM at the supplier"
      actions={
        <Status
          value={refund.supplier}
          label={supplierWords[refund.supplier]}
          tone={supplierTones[refund.supplier]}
        />
      }
    >
      <DescriptionList
        items={[
          {
            term: 'Order',
            value: refund.orderId && (
              <Link href={`${root}/orders/${refund.orderId}`} className={link}>
                {refund.plan} ({refund.orderId.slice(-8)})
              </Link>
            ),
          },
          { term: 'Buyer', value: refund.email },
          {
            term: 'SIM',
            value: refund.sim && (
              <Link href={`${root}/sims/${refund.sim.id}`} className={`${link} font-mono text-[0.8125rem]`}>
                {refund.sim.iccid}
              </Link>
            ),
          },
          { term: 'What the supplier said', value: refund.supplierNote },
        ]}
      />
    </Card>
  </>
)
