import { inWords } from '@/components/layout/status'
import { Time } from '@/components/ui/time'
import { formatMoney, type Money } from '@/lib/core/money'
import type { Receipt } from '@/lib/transactions/receipt'

const Line = ({ label, value, strong }: { label: string; value: string; strong?: boolean }) => (
  <tr className={strong ? 'font-semibold' : undefined}>
    <th scope="row" className="py-2 pe-4 text-start font-[inherit]">
      {label}
    </th>
    <td className="py-2 text-end tabular-nums">{value}</td>
  </tr>
)

const left = ({ paid, refunds }: Receipt): Money => ({
  ...paid,
  amount: paid.amount - refunds.reduce((sum, { amount }) => sum + amount.amount, 0n),
})

/** A receipt as it is printed: one sheet, black on white on paper. */
export const ReceiptSheet = ({ receipt, timezone }: { receipt: Receipt; timezone?: string }) => (
  <article className="mx-auto max-w-2xl space-y-8 rounded-lg border bg-card p-6 sm:p-10 print:border-0 print:bg-white print:p-0 print:text-black">
    <header className="flex flex-wrap justify-between gap-6">
      <div>
        <h1 className="font-semibold text-2xl">Receipt</h1>
        <p className="mt-1 text-sm">
          Number {receipt.number}
          <br />
          <Time value={receipt.at} only="date" timeZone={timezone} />
        </p>
        {receipt.isTest && <p className="mt-2 font-medium text-sm">Test mode: no money was paid.</p>}
      </div>
      <address className="text-sm not-italic sm:text-end">
        {receipt.seller.lines.map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
        {receipt.seller.vatNumber && <span className="block">VAT {receipt.seller.vatNumber}</span>}
      </address>
    </header>
    {receipt.payer && (
      <p className="break-words text-sm">
        Paid by
        <br />
        <span className="font-medium">{receipt.payer}</span>
      </p>
    )}
    <table className="w-full text-sm [&_tr]:border-b">
      <tbody>
        <Line label={receipt.item} value={formatMoney(receipt.paid)} />
        <Line
          label={receipt.method ? `Paid with ${inWords(receipt.method)}` : 'Paid'}
          value={formatMoney(receipt.paid)}
          strong
        />
        {receipt.refunds.map(({ id, at, amount }) => (
          <tr key={id}>
            <th scope="row" className="py-2 pe-4 text-start font-normal">
              Refunded <Time value={at} only="date" timeZone={timezone} />
            </th>
            <td className="py-2 text-end tabular-nums">−{formatMoney(amount)}</td>
          </tr>
        ))}
        {receipt.refunds.length > 0 && <Line label="Left" value={formatMoney(left(receipt))} strong />}
      </tbody>
    </table>
  </article>
)
