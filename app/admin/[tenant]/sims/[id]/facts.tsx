import Link from 'next/link'
import type { ReactNode } from 'react'
import { DescriptionList } from '@/components/layout/description-list'
import { inWords } from '@/components/layout/status'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import type { SimDetail } from '@/lib/sims/get'

const link = (href: string, text: string) => (
  <Link href={href} className="underline decoration-primary/35 underline-offset-4 hover:decoration-current">
    {text}
  </Link>
)

const mono = (text: string | null): ReactNode => text && <span className="font-mono">{text}</span>

const session = { true: 'Yes', false: 'No', null: 'N/A' } as const

type Props = {
  detail: SimDetail
  home: string
  /** Orders and imports go across companies. */
  links: boolean
  timezone: string
}

// What few SIMs have is left out where it is not known.
const always = [
  'Operator',
  'Plan',
  'SIM type',
  'Company',
  'End user',
  'In session',
  'Data left',
  'This month',
  'Ends',
]

/** All that is known of a SIM. */
export const Facts = ({ detail, home, links, timezone }: Props) => {
  const { sim, operator, plan, company, endUser, order } = detail
  return (
    <DescriptionList
      columns={3}
      items={[
        { term: 'Operator', value: operator.name },
        { term: 'Plan', value: plan && link(`${home}/plans/${plan.id}`, plan.name) },
        { term: 'SIM type', value: plan ? 'Prepaid' : 'Without plan' },
        { term: 'Company', value: company && link(`${home}/companies/${company.id}`, company.name) },
        { term: 'End user', value: endUser && link(`${home}/end-users/${endUser.id}`, endUser.email) },
        {
          term: 'Order',
          value: order && links ? link(`${home}/orders/${order.id}`, inWords(order.status)) : null,
        },
        { term: 'In session', value: session[`${sim.inSession}`] },
        { term: 'Data left', value: sim.dataLeft === null ? null : formatBytes(sim.dataLeft) },
        { term: 'This month', value: formatBytes(sim.monthBytes) },
        { term: 'Ends', value: sim.endsAt && <Time value={sim.endsAt} timeZone={timezone} /> },
        { term: 'Form', value: sim.formFactor === 'esim' ? 'eSIM' : 'Physical SIM' },
        { term: 'eSIM profile', value: sim.formFactor === 'esim' ? inWords(sim.profileState) : null },
        { term: 'MSISDN', value: mono(sim.msisdn && `+${sim.msisdn.replace(/^\+/, '')}`) },
        { term: 'IMSI', value: mono(sim.imsi) },
        { term: 'IMEI', value: mono(sim.imei) },
        { term: 'EID', value: mono(sim.eid) },
        { term: 'APN', value: mono(sim.apn) },
        { term: 'External reference', value: sim.externalRef },
        { term: 'Note', value: sim.note || null },
        {
          term: 'Labels',
          value:
            sim.labels.length > 0 ? (
              <span className="flex flex-wrap gap-1">
                {sim.labels.map((label) => (
                  <Badge key={label}>{label}</Badge>
                ))}
              </span>
            ) : null,
        },
        {
          term: 'Imported from',
          value:
            detail.import && links
              ? link(`${home}/sims/import/${detail.import.id}`, detail.import.fileName)
              : null,
        },
        { term: 'Here since', value: <Time value={sim.createdAt} timeZone={timezone} /> },
      ].filter(({ term, value }) => value || always.includes(term))}
    />
  )
}
