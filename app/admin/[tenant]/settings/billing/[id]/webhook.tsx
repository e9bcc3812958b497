import { Form } from '@/components/form/form'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { CopyField } from '@/components/ui/copy-field'
import { Dialog } from '@/components/ui/dialog'
import type { PspDetail } from '@/lib/payments/connections-list'
import { endOld, paste, rotate, setUp } from '../actions'
import { Roll } from './roll'

type Props = { psp: PspDetail; slug: string; mayChange: boolean }

/** Where the provider sends its notices, and the secret that proves them. */
export function Webhook({ psp, slug, timezone, mayChange }: Props & { timezone: string }) {
  const { webhook, facts, label } = psp
  if (webhook.notices === 'none') return null
  if (webhook.notices === 'with_payment') return <WithPayment psp={psp} />
  if (webhook.notices === 'platform') return <OfPlatform {...{ psp, slug, mayChange }} />
  if (webhook.notices === 'by_hand') return <ByPerson {...{ psp, slug, mayChange }} />
  const id = <input type="hidden" name="id" value={psp.id} />
  const isReady = webhook.secretCount > 0
  return (
    <Card
      title="Webhook"
      description={`${label} tells us here at once what becomes of a payment. Without it payments are still asked for, but later.`}
    >
      <div className="space-y-5">
        {facts.webhook?.reason && (
          <Alert tone="warning" title={isReady ? undefined : 'The webhook is not set up yet'}>
            {facts.webhook.reason}
          </Alert>
        )}
        <CopyField
          label="Webhook URL"
          value={webhook.url}
          hint="Of this connection alone. Whoever knows it can do nothing without the signing secret."
        />
        {facts.roll && <Roll {...{ psp, slug, timezone, mayChange }} roll={facts.roll} />}
        {webhook.newVersion && !facts.roll && (
          <Alert tone="warning" title={`${label} has a newer way to tell`}>
            This webhook tells in version {facts.webhook?.version} of {label}; Simyard reads{' '}
            {webhook.newVersion}. Replace it: both are taken in until nothing is on its way any more.
          </Alert>
        )}
        <p className="text-sm">
          {isReady
            ? `Signing secret: kept sealed${webhook.secretCount > 1 ? ', and an older one is still valid' : ''}.`
            : 'Signing secret: none yet, so nothing that arrives can be proved.'}{' '}
          {webhook.id && `${label} has it as ${webhook.id}.`}
        </p>
        {mayChange && (
          <div className="flex flex-wrap gap-2">
            {webhook.canInstall && (
              <Form
                action={setUp.bind(null, slug)}
                submit={isReady ? 'Check the webhook' : 'Set up the webhook'}
                variant={isReady ? 'secondary' : 'primary'}
              >
                {id}
              </Form>
            )}
            <ByHand {...{ psp, slug }} />
            {webhook.canInstall && isReady && !facts.roll && <Replace {...{ psp, slug }} />}
            {webhook.secretCount > 1 && !facts.roll && (
              <Form action={endOld.bind(null, slug)} submit="End the old secret" variant="secondary">
                {id}
              </Form>
            )}
          </div>
        )}
      </div>
    </Card>
  )
}

/** A new webhook and secret, and with it the newest version, without losing an event. */
const Replace = ({ psp: { id, label, webhook }, slug }: { psp: PspDetail; slug: string }) => (
  <Dialog
    trigger={webhook.newVersion ? 'Replace the webhook' : 'Rotate signing secret'}
    title={webhook.newVersion ? 'Replace the webhook?' : 'Rotate the signing secret?'}
    description={`${label} makes a second webhook with a secret of its own. Both are taken in for a quarter of an hour; then what the old one missed is read, and it is deleted. No event is lost, and none counts twice.`}
  >
    <Form action={rotate.bind(null, slug)} submit={webhook.newVersion ? 'Replace' : 'Rotate'}>
      <input type="hidden" name="id" value={id} />
    </Form>
  </Dialog>
)

/** Nothing to set up: each payment bears the address, and what arrives proves nothing. */
const WithPayment = ({ psp: { label, webhook } }: { psp: PspDetail }) => (
  <Card
    title="Webhook"
    description={`${label} tells us here at once what becomes of a payment. There is nothing to set up: each payment carries this address.`}
  >
    <CopyField
      label="Webhook URL"
      value={webhook.url}
      hint={`${label} signs nothing, so what arrives here is only a reason to ask ${label}.`}
    />
  </Card>
)

/** One webhook of this installation for all accounts: an organization has nothing to set up. */
const OfPlatform = ({ psp: { id, label, webhook, facts }, slug, mayChange }: Props) => (
  <Card
    title="Webhook"
    description={`${label} tells us here at once what becomes of a payment. There is nothing to set up: this installation takes the events of all accounts that are connected by signing in.`}
  >
    <div className="space-y-5">
      {facts.webhook?.reason && (
        <Alert tone="warning" title="The webhook is not set up yet">
          {facts.webhook.reason}
        </Alert>
      )}
      <CopyField label="Webhook URL" value={webhook.url} hint="Of this installation." />
      {mayChange && (
        <Form action={setUp.bind(null, slug)} submit="Check the webhook" variant="secondary">
          <input type="hidden" name="id" value={id} />
        </Form>
      )}
    </div>
  </Card>
)

/** A person enters the address there; what proves a notice is a secret of its own, or was agreed on with the keys. */
function ByPerson({ psp, slug, mayChange }: Props) {
  const { webhook, name } = psp
  return (
    <Card
      title="Webhook"
      description={`Enter this address at ${name}: it tells us there what becomes of a payment.`}
    >
      <div className="space-y-5">
        {webhook.place && (
          <Alert tone="info" title={`Where to enter it at ${name}`}>
            {webhook.place}
          </Alert>
        )}
        <CopyField
          label="Webhook URL"
          value={webhook.url}
          hint="Of this connection alone. Whoever knows it can do nothing without what proves a call."
        />
        {webhook.secretLabel && <OwnSecret {...{ psp, slug, mayChange }} name={webhook.secretLabel} />}
      </div>
    </Card>
  )
}

/** The secret that a person entered on both sides, and its replacement. */
function OwnSecret({ psp, slug, mayChange, name }: Props & { name: string }) {
  const { secretCount } = psp.webhook
  const id = <input type="hidden" name="id" value={psp.id} />
  const older = secretCount > 1 ? ', and an older one is still valid' : ''
  return (
    <>
      <p className="text-sm">
        {name}: {secretCount ? `kept sealed${older}.` : 'none yet, so nothing that arrives can be proved.'}
      </p>
      {mayChange && (
        <div className="flex flex-wrap gap-2">
          <Dialog
            trigger={`Replace the ${name}`}
            title={`Replace the ${name}`}
            description={`Enter the same at ${psp.label}. The one before stays valid until you end it.`}
          >
            <Form
              action={paste.bind(null, slug)}
              submit={`Keep the ${name}`}
              clears
              fields={[{ name: 'webhookSecret', label: name, secret: true, required: true, mono: true }]}
            >
              {id}
            </Form>
          </Dialog>
          {secretCount > 1 && (
            <Form action={endOld.bind(null, slug)} submit={`End the old ${name}`} variant="secondary">
              {id}
            </Form>
          )}
        </div>
      )}
    </>
  )
}

/** The way for a person: address, events to tick, secret. */
function ByHand({ psp, slug }: Omit<Props, 'mayChange'>) {
  const types = psp.events.map(({ type }) => type)
  return (
    <Dialog
      trigger="Set up by hand"
      title={`Set up the webhook in ${psp.label} by hand`}
      description={`In ${psp.label}: Developers, Webhooks, Add destination. Paste the webhook URL of this page, tick these ${types.length} events, then copy the signing secret to here.`}
    >
      <div className="space-y-4">
        <ul
          aria-label="Events to tick"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-40 overflow-y-auto rounded-md border bg-muted/50 px-3 py-2 font-mono text-xs leading-5"
        >
          {types.map((type) => (
            <li key={type}>{type}</li>
          ))}
        </ul>
        <CopyButton value={types.join('\n')} label="Copy the events" />
        <Form
          action={paste.bind(null, slug)}
          submit="Keep the secret"
          clears
          fields={[
            {
              name: 'webhookSecret',
              label: 'Signing secret',
              secret: true,
              required: true,
              mono: true,
              hint: 'Starts with whsec_. The one before stays valid until you end it.',
            },
          ]}
        >
          <input type="hidden" name="id" value={psp.id} />
        </Form>
      </div>
    </Dialog>
  )
}
