import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { Dialog } from '@/components/ui/dialog'
import { inMoney } from '@/components/wallets/in-money'
import { refillLimits } from '@/lib/wallets/limits'
import type { WalletRow } from '@/lib/wallets/list'
import { addMoney, correct, grant } from '../actions'

/** `formKey`: made with the page, so that one form sent twice is one movement. */
type Props = { slug: string; wallet: WalletRow; formKey: string }

const amountOf = ({ currency }: WalletRow, hint?: string): FieldProps => ({
  name: 'amount',
  label: 'Amount',
  required: true,
  inputMode: 'decimal',
  suffix: currency,
  hint,
})

const reason: FieldProps = {
  name: 'reason',
  label: 'Reason',
  required: true,
  maxLength: 200,
  hint: 'It stands in the statement, which the owner of the wallet sees.',
}

const Hidden = ({ wallet, formKey }: Props) => (
  <>
    <input type="hidden" name="walletId" value={wallet.id} />
    <input type="hidden" name="key" value={formKey} />
  </>
)

/** Makes a page where the amount is paid. */
export function AddMoney(props: Props) {
  const { slug, wallet } = props
  const { least, most } = refillLimits(wallet.currency)
  const range = `From ${inMoney(least, wallet.currency)} to ${inMoney(most, wallet.currency)}.`
  return (
    <Dialog
      trigger="Add money"
      variant="primary"
      title="Add money"
      description="Next you get a page where it is paid: pay it yourself, or send its address to who pays."
    >
      <Form
        action={addMoney.bind(null, slug)}
        submit="Go on"
        fields={[
          amountOf(wallet, range),
          { name: 'comment', label: 'Note', maxLength: 200, hint: 'Shown on the page to who pays.' },
        ]}
      >
        <Hidden {...props} />
      </Form>
    </Dialog>
  )
}

export const GiveCredit = (props: Props) => (
  <Dialog
    trigger="Give credit"
    title="Give credit"
    description="Nobody pays for it. It is spent before money that was paid in, and never goes back to a card."
  >
    <Form
      action={grant.bind(null, props.slug)}
      submit="Give credit"
      fields={[
        amountOf(props.wallet),
        reason,
        {
          name: 'expiresOn',
          label: 'Last day',
          type: 'date',
          hint: 'What is unspent by the end of it is taken back. Leave it empty for credit that does not end.',
        },
      ]}
    >
      <Hidden {...props} />
    </Form>
  </Dialog>
)

export const Correct = (props: Props) => (
  <Dialog
    trigger="Correct"
    title="Correct the balance"
    description="Nothing that was booked is changed: this adds a movement, and it is noted who made it."
  >
    <Form
      action={correct.bind(null, props.slug)}
      submit="Correct"
      fields={[
        {
          name: 'direction',
          label: 'Direction',
          type: 'radio',
          required: true,
          options: [
            { value: 'in', label: 'Money comes in' },
            { value: 'out', label: 'Money goes out' },
          ],
        },
        amountOf(props.wallet),
        reason,
      ]}
    >
      <Hidden {...props} />
    </Form>
  </Dialog>
)
