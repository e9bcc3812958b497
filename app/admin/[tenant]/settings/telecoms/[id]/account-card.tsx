import { Form } from '@/components/form/form'
import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatMoney } from '@/lib/core/money'
import type { TelecomDetail } from '@/lib/telecom/list'
import { recheck } from '../actions'

type Props = { telecom: TelecomDetail; slug: string; timezone: string; mayChange: boolean }

/** Whose account it is, what is left on it, and how the connection does. */
export function AccountCard({ telecom, slug, timezone, mayChange }: Props) {
  const { facts, health, balance } = telecom
  const at = (value: string | undefined) => (value ? <Time value={value} timeZone={timezone} /> : 'Never')
  const account = [
    { term: 'Account', value: facts.accountName },
    { term: 'Balance', value: balance && formatMoney(balance) },
    { term: 'Currency', value: facts.currency },
    { term: 'Key', value: facts.last4 && <span className="font-mono">•••• {facts.last4}</span> },
    { term: 'Endpoint', value: <span className="font-mono text-[0.8125rem]">{telecom.endpoint}</span> },
    { term: 'Last check', value: at(health.checkedAt) },
    { term: 'Last webhook', value: at(health.lastEventAt) },
    {
      term: 'Last webhook with a wrong signature',
      value: at(health.lastBadSignatureAt),
    },
  ]
  const stock = [
    {
      term: 'Check digit of the ICCID',
      value: { warn: 'Import and warn', strict: 'Refuse the row', off: 'Not checked' }[telecom.settings.luhn],
    },
    { term: 'Plans', value: telecom.planCount },
  ]
  return (
    <Card title={telecom.canCheck ? 'Account' : 'Stock'}>
      <DescriptionList columns={3} items={telecom.canCheck ? account : stock} />
      {telecom.canCheck && mayChange && (
        <Form action={recheck.bind(null, slug)} submit="Check again" variant="secondary" className="mt-5">
          <input type="hidden" name="id" value={telecom.id} />
        </Form>
      )}
    </Card>
  )
}
