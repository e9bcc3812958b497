import Link from 'next/link'
import { DescriptionList } from '@/components/layout/description-list'
import { inWords, Status } from '@/components/layout/status'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { DisputeDetail } from '@/lib/disputes/get'
import { disputeWords } from '../words'

type Props = { dispute: DisputeDetail; root: string; timezone: string }

const link = 'text-primary hover:underline'

/** What is disputed, and what it did to the money. */
export const DisputeFacts = ({ dispute, root, timezone }: Props) => {
  const { order, refill, sim, others, refunded } = dispute
  return (
    <>
      <Card title="Dispute">
        <DescriptionList
          items={[
            { term: 'Why, says the bank', value: inWords(dispute.reason) },
            {
              term: 'Amount',
              value: `${formatMoney(dispute.amount)}, of a payment of ${formatMoney(dispute.paid)}`,
            },
            { term: 'Opened', value: <Time value={dispute.openedAt} timeZone={timezone} /> },
            { term: 'Answer by', value: dispute.dueBy && <Time value={dispute.dueBy} timeZone={timezone} /> },
            {
              term: 'Answered',
              value: dispute.answeredAt && <Time value={dispute.answeredAt} timeZone={timezone} />,
            },
            {
              term: 'Can the payment be refunded?',
              value: dispute.isRefundable ? 'Yes' : 'Not while it is disputed',
            },
            {
              term: 'Order',
              value: order && (
                <Link href={`${root}/orders/${order.id}`} className={link}>
                  {order.plan} ({order.id.slice(-8)})
                </Link>
              ),
            },
            ...(refill
              ? [
                  {
                    term: 'Refill',
                    value: (
                      <Link href={`${root}/wallets/${refill.walletId}/refills/${refill.id}`} className={link}>
                        Wallet of {refill.whose}
                      </Link>
                    ),
                  },
                ]
              : []),
            { term: 'Buyer', value: order?.email ?? refill?.email },
            {
              term: 'SIM',
              value: sim && (
                <Link href={`${root}/sims/${sim.id}`} className={`${link} font-mono text-[0.8125rem]`}>
                  {sim.iccid}
                </Link>
              ),
            },
            {
              term: 'Refunded already',
              value: refunded.length ? refunded.map((each) => formatMoney(each)).join(', ') : null,
            },
            { term: 'PSP', value: dispute.psp },
            {
              term: 'PSP reference',
              value: (
                <Link
                  href={`${root}/transactions/${dispute.id}`}
                  className={`${link} break-all font-mono text-[0.8125rem]`}
                >
                  {dispute.externalId}
                </Link>
              ),
            },
            ...(others.length
              ? [
                  {
                    term: 'Other disputes of this payment',
                    value: others.map(({ id, status }) => (
                      <Link key={id} href={`${root}/disputes/${id}`} className={`${link} block`}>
                        {disputeWords[status] ?? inWords(status)}
                      </Link>
                    )),
                  },
                ]
              : []),
          ]}
        />
      </Card>
      <Card title="Money" description="What it did to the balance at the provider until now.">
        {dispute.movements.length ? (
          <ul className="divide-y text-sm">
            {dispute.movements.map(({ id, text, value, at }) => (
              <li key={id} className="flex flex-wrap justify-between gap-x-4 py-2">
                <span>
                  {text}{' '}
                  <span className="text-muted-foreground">
                    <Time value={at} timeZone={timezone} />
                  </span>
                </span>
                <span className="tabular-nums">{formatMoney(value)}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-muted-foreground text-sm">No money has moved.</p>
        )}
        {dispute.status !== 'won' && dispute.movements.some(({ text }) => text.startsWith('Given back')) && (
          <p className="mt-3 text-muted-foreground text-sm">
            Money that was given back for a while does not mean that it is won.{' '}
            <Status value={dispute.status} />
          </p>
        )}
      </Card>
    </>
  )
}
