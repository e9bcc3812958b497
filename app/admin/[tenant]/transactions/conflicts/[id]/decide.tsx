import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { formatMoney, type Money } from '@/lib/core/money'
import type { Action } from '@/lib/reconcile/actions'
import type { ConflictRow } from '@/lib/reconcile/conflicts'
import { resolve } from '../actions'

type Props = { slug: string; conflict: ConflictRow; actions: readonly Action[] }

type Choice = { label: string; title: string; about: string; needsReason?: boolean; isDanger?: boolean }

const amountOf = (stake: Money | null) =>
  stake ? formatMoney({ ...stake, amount: stake.amount < 0n ? -stake.amount : stake.amount }) : ''

const choicesFor = ({ stake, psp, kind }: ConflictRow): Record<Action, Choice> => ({
  take_over: {
    label: 'Read it again',
    title: `Take over what ${psp} holds?`,
    about:
      kind === 'missing_there'
        ? 'The payment is read again. When the account still does not have it, and nothing was received, it ends here as failed.'
        : 'The payment is read again, and what follows from it is done here: as if its webhook had just come.',
  },
  adopt: {
    label: 'Record it here',
    title: 'Record this payment here?',
    about:
      'It says which order or refill it is for. It is recorded and settled like any other: the order goes on, or the money goes back. One that does not fit is held.',
  },
  refund: {
    label: 'Refund it',
    title: `Refund it at ${psp}?`,
    about: `Everything that is left of it (${amountOf(stake)}) goes back to the buyer. It cannot be undone.`,
    needsReason: true,
    isDanger: true,
  },
  book: {
    label: 'Book the difference',
    title: `Book ${amountOf(stake)} as a difference?`,
    about:
      'An entry in the ledger brings our books to those of the PSP. Nothing is delivered or given back for it.',
    needsReason: true,
  },
  foreign: {
    label: 'It is not ours',
    title: 'Note it as not ours?',
    about: 'It stays at the PSP, and nothing is booked here.',
    needsReason: true,
  },
  explain: {
    label: 'Explain it',
    title: 'Close it with an explanation?',
    about: 'Nothing changes on either side. It opens again when the difference becomes another one.',
    needsReason: true,
  },
})

const reason = {
  name: 'reason',
  label: 'Why',
  type: 'textarea' as const,
  rows: 3,
  maxLength: 300,
  required: true,
  hint: 'For those who look at it later.',
}

/** What may be done about a conflict, each asked once more. */
export function Decide({ slug, conflict, actions }: Props) {
  const choices = choicesFor(conflict)
  return (
    <Card title="Decide" description="Each decision is kept with your name. The first one counts.">
      <div className="flex flex-wrap gap-2">
        {actions.map((name) => {
          const { label, title, about, needsReason, isDanger } = choices[name]
          return (
            <Dialog
              key={name}
              trigger={label}
              title={title}
              description={about}
              variant={isDanger ? 'danger' : 'secondary'}
            >
              <Form
                action={resolve.bind(null, slug)}
                submit={label}
                variant={isDanger ? 'danger' : 'primary'}
                fields={needsReason ? [reason] : []}
              >
                <input type="hidden" name="id" value={conflict.id} />
                <input type="hidden" name="action" value={name} />
              </Form>
            </Dialog>
          )
        })}
      </div>
    </Card>
  )
}
