import { Field } from '@/components/form/field'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import { buyerReasons, reasonWords } from '@/lib/payments/reasons'
import type { BuyerRefund } from '@/lib/refunds/for-buyer'

type Props = { refund: BuyerRefund; path: string; answer: string | undefined }

const answers: Record<string, { tone: 'success' | 'warning'; text: string }> = {
  yes: { tone: 'success', text: 'We have your request.' },
  why: { tone: 'warning', text: 'Choose why you ask, then send it again.' },
  often: { tone: 'warning', text: 'You asked several times already. Try again in an hour.' },
  no: { tone: 'warning', text: 'This order cannot be refunded at the moment.' },
}

/** Asks for the money back, or says what became of that. */
export const RefundCard = ({ refund, path, answer }: Props) => {
  const said = answer && answers[answer]
  return (
    <Card title="Refund" id="refund">
      <div className="space-y-4">
        {said && (
          <Alert tone={said.tone} role="status">
            {said.text}
          </Alert>
        )}
        <Where refund={refund} />
        {refund.kind === 'may ask' && <Ask path={path} />}
      </div>
    </Card>
  )
}

const Where = ({ refund }: { refund: BuyerRefund }) => {
  switch (refund.kind) {
    case 'may ask':
      return <p>You have no use for it? Ask for your money back, as long as you have not used it.</p>
    case 'may not':
      return <p>{refund.because} So it cannot be refunded here.</p>
    case 'asked':
      return (
        <p>
          You asked for your money back on <Time value={refund.at} />. We answer by e-mail.
        </p>
      )
    case 'refused':
      return <p>You asked for your money back. {refund.answer}</p>
    case 'given':
      return (
        <p>
          {formatMoney(refund.amount)}{' '}
          {refund.toWallet
            ? 'goes into your wallet.'
            : 'goes back the way you paid it. Your bank may take up to ten days to show it.'}
        </p>
      )
  }
}

const Ask = ({ path }: { path: string }) => (
  <details className="group">
    <summary className="w-fit cursor-pointer rounded-sm font-medium text-primary">Ask for a refund</summary>
    <form method="post" action={path} className="mt-4 max-w-md space-y-4">
      <Field
        name="code"
        label="Why"
        type="select"
        required
        options={[
          { value: '', label: 'Choose' },
          ...buyerReasons.map((value) => ({ value, label: reasonWords[value] })),
        ]}
      />
      <Field name="text" label="What should we know?" type="textarea" rows={3} maxLength={300} />
      <Button type="submit" variant="secondary">
        Send
      </Button>
    </form>
  </details>
)
