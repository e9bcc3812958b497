import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { Time } from '@/components/ui/time'
import { formatMoney, toDecimal } from '@/lib/core/money'
import type { Instructions } from '@/lib/payments/instructions'

/** Where to pay by hand: the details of the seller, and what to write into the transfer. */
export const PayInstructions = ({ instructions }: { instructions: Instructions }) => {
  const { title, text, amount, reference, payBy } = instructions
  return (
    <Card title={title} description={`Pay ${formatMoney(amount)} in one sum, with the reference.`}>
      <div className="space-y-4">
        <p className="whitespace-pre-line break-words">{text}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <CopyField label="Amount" value={`${toDecimal(amount)} ${amount.currency}`} />
          <CopyField label="Reference" value={reference} hint="Without it your money is hard to find." />
        </div>
        <p className="text-muted-foreground text-sm">
          It must arrive by <Time value={payBy} />. Then the order ends by itself.
        </p>
      </div>
    </Card>
  )
}
