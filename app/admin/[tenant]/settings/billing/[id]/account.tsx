import { Form } from '@/components/form/form'
import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import type { PspDetail } from '@/lib/payments/connections-list'
import { rename, replaceKey, signInAgain } from '../actions'
import { keyFields } from '../key-fields'

type Props = { psp: PspDetail; slug: string; mayChange: boolean }

const ofKey = {
  trigger: 'Replace key',
  title: 'Replace the key of',
  description:
    'The new key is tried first. It must be of the same account, so that earlier payments can still be refunded.',
}

const ofSettings = {
  trigger: 'Change settings',
  title: 'Change the settings of',
  description: 'They are in force at once, for payments that were begun before too.',
}

/** Whose account it is and by which keys; of a secret only its ends are shown. */
export function Account({ psp, slug, mayChange }: Props) {
  const { facts } = psp
  const words = psp.canBeAsked ? ofKey : ofSettings
  // A provider whose address is one of its settings would name it twice.
  const keys = psp.signsIn ? [] : psp.keys.filter(({ label }) => !psp.endpoint || label !== 'Endpoint')
  const id = <input type="hidden" name="id" value={psp.id} />
  return (
    <Card title="Account">
      <div className="space-y-5">
        <DescriptionList
          items={[
            { term: 'Account', value: facts.accountName ?? facts.accountId },
            ...(psp.canBeAsked
              ? [
                  { term: 'Account id', value: facts.accountId },
                  {
                    term: 'Country and currency',
                    value: [facts.country, facts.currency].filter(Boolean).join(', ') || null,
                  },
                ]
              : []),
            ...(psp.endpoint
              ? [{ term: 'Endpoint', value: psp.isSandbox ? `Sandbox (${psp.endpoint})` : psp.endpoint }]
              : []),
            ...keys.map(({ label, shown, isCode }) => ({
              term: label,
              value: (
                <span
                  className={
                    isCode ? 'break-all font-mono text-[0.8125rem]' : 'whitespace-pre-line break-words'
                  }
                >
                  {shown}
                </span>
              ),
            })),
          ]}
        />
        {mayChange && (
          <div className="flex flex-wrap gap-2">
            {psp.signsIn ? (
              psp.status !== 'broken' && <SignInAgain {...{ psp, slug }} />
            ) : (
              <Dialog
                trigger={words.trigger}
                title={`${words.title} ${psp.name}`}
                description={words.description}
              >
                <Form
                  action={replaceKey.bind(null, slug)}
                  submit={words.trigger}
                  fields={keyFields(psp.fields, psp.known)}
                >
                  {id}
                </Form>
              </Dialog>
            )}
            <Dialog trigger="Rename" title={`Rename ${psp.name}`}>
              <Form
                action={rename.bind(null, slug)}
                fields={[
                  { name: 'name', label: 'Name', required: true, maxLength: 60, defaultValue: psp.name },
                ]}
              >
                {id}
              </Form>
            </Dialog>
          </div>
        )}
      </div>
    </Card>
  )
}

/** Renews the access; the button of a PSP that does not work stands where that is said. */
export const SignInAgain = ({ psp, slug }: Pick<Props, 'psp' | 'slug'>) => (
  <Form
    action={signInAgain.bind(null, slug)}
    submit={`Sign in at ${psp.signsIn} again`}
    variant={psp.status === 'broken' ? 'primary' : 'secondary'}
  >
    <input type="hidden" name="id" value={psp.id} />
  </Form>
)
