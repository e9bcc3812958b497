import type { FieldProps } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { toDecimal } from '@/lib/core/money'
import type { TelecomDetail } from '@/lib/telecom/list'
import type { TelecomProvider } from '@/lib/telecom/provider'
import { change, remove, replaceKey, setUse } from '../actions'
import { credentialFields, luhnField } from '../credential-fields'

type Props = { telecom: TelecomDetail; slug: string; provider: TelecomProvider }

function settingFields({ name, balance, settings, kind }: TelecomDetail): FieldProps[] {
  const nameField: FieldProps = {
    name: 'name',
    label: 'Name',
    required: true,
    maxLength: 60,
    defaultValue: name,
  }
  const low = settings.lowBalance && balance && { ...balance, amount: BigInt(settings.lowBalance) }
  const lowBalance: FieldProps | null = balance && {
    name: 'lowBalance',
    label: 'Warn below',
    hint: 'You are warned when the balance falls below this. Empty: only when it no longer pays for a plan.',
    inputMode: 'decimal',
    suffix: balance.currency,
    defaultValue: low ? toDecimal(low) : '',
  }
  return [
    nameField,
    ...(kind === 'stock' ? [{ ...luhnField, defaultValue: settings.luhn }] : []),
    ...(lowBalance ? [lowBalance] : []),
  ]
}

/** Everything that can be changed of a telecom. */
export function ChangeCards({ telecom, slug, provider }: Props) {
  const { id, name, status } = telecom
  const isDisabled = status === 'disabled'
  const secrets = credentialFields(provider)
  return (
    <>
      <Card title="Settings">
        <Form action={change.bind(null, slug)} fields={settingFields(telecom)}>
          <input type="hidden" name="id" value={id} />
        </Form>
      </Card>
      {secrets.length > 0 && (
        <Card
          title="Replace the key"
          description="The new key is tried first. Until it works, the old one stays in use."
        >
          <Form action={replaceKey.bind(null, slug)} fields={secrets} submit="Replace key" clears>
            <input type="hidden" name="id" value={id} />
          </Form>
        </Card>
      )}
      <Card
        title={isDisabled ? 'Enable or delete' : 'Disable or delete'}
        description={
          isDisabled
            ? 'While it is disabled, neither catalogue nor balance is read, and no plan of it can be published.'
            : 'Disabled, neither catalogue nor balance is read, and no further plan of it can be published.'
        }
      >
        <div className="flex flex-wrap items-start gap-3">
          <Form
            action={setUse.bind(null, slug)}
            submit={isDisabled ? 'Enable' : 'Disable'}
            variant="secondary"
          >
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="use" value={isDisabled ? 'on' : 'off'} />
          </Form>
          <Dialog
            trigger="Delete"
            title={`Delete ${name}?`}
            description="Its key, its catalogue and the webhooks that it sent are removed. This cannot be undone."
          >
            <Form action={remove.bind(null, slug)} submit="Delete" variant="danger">
              <input type="hidden" name="id" value={id} />
            </Form>
          </Dialog>
        </div>
      </Card>
    </>
  )
}
