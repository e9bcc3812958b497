import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { inMoney } from '@/components/wallets/in-money'
import { refillLimits } from '@/lib/wallets/limits'
import type { WalletRow } from '@/lib/wallets/list'
import { addMoney } from './actions'

/** `formKey`: made with the page, so that one form sent twice is one refill. */
type Props = { address: string; wallet: WalletRow; formKey: string }

/** Asks how much, and goes on to the page where it is paid. */
export function AddMoney({ address, wallet: { id, currency }, formKey }: Props) {
  const { least, most } = refillLimits(currency)
  return (
    <Dialog trigger="Add money" variant="primary" title="Add money" description="You pay on the next page.">
      <Form
        action={addMoney.bind(null, address)}
        submit="Go on"
        fields={[
          {
            name: 'amount',
            label: 'Amount',
            required: true,
            inputMode: 'decimal',
            suffix: currency,
            hint: `From ${inMoney(least, currency)} to ${inMoney(most, currency)}.`,
          },
        ]}
      >
        <input type="hidden" name="walletId" value={id} />
        <input type="hidden" name="key" value={formKey} />
      </Form>
    </Dialog>
  )
}
