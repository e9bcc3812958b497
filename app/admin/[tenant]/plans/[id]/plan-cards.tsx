import Link from 'next/link'
import { DescriptionList } from '@/components/layout/description-list'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/core/bytes'
import { countryName } from '@/lib/core/countries'
import { formatMoney, money } from '@/lib/core/money'
import { countLimit, type PlanDetail } from '@/lib/plans/get'
import { baseOf, coverage, dataText, daysText, startWords } from '../words'

type Props = { detail: PlanDetail }

const yesNo = (is: boolean) => (is ? 'Yes' : 'No')

/** What a buyer gets. */
export const Terms = ({ detail: { version, price } }: Props) => (
  <Card title="Terms">
    <DescriptionList
      columns={3}
      items={[
        { term: 'Type', value: 'Prepaid' },
        { term: 'Data', value: dataText(version) },
        { term: 'Price', value: formatMoney(price) },
        { term: 'Valid for', value: daysText(version.days) },
        { term: 'Validity starts', value: startWords[version.validityStart] },
        { term: 'Counted as', value: `1 GB = ${version.dataBase === 1024 ? '1,024' : '1,000'} MB` },
        { term: 'Networks', value: version.networks || null },
        { term: 'Speed', value: version.speed || null },
        { term: 'Hotspot', value: yesNo(version.hasHotspot) },
        { term: 'Can be refilled', value: yesNo(version.canTopUp) },
      ]}
    />
  </Card>
)

const bounded = (count: number) =>
  count >= countLimit ? `${countLimit.toLocaleString('en')}+` : String(count)

/** What stands behind it, what it leaves, and where it is offered. */
export function Offered({ detail, root }: Props & { root: string }) {
  const { plan, operator, company, offer, margin, version } = detail
  const costs = margin
    ? [
        { term: 'Offer', value: <span className="font-mono">{offer?.externalId}</span> },
        { term: 'Cost', value: formatMoney(margin.cost) },
        {
          term: 'Margin',
          value: margin.left
            ? `${formatMoney(margin.left)}${margin.percent === null ? '' : ` (${margin.percent} %)`}`
            : 'Cost and price have different currencies',
        },
      ]
    : []
  return (
    <Card title="Operator and store">
      <DescriptionList
        columns={3}
        items={[
          { term: 'Operator', value: operator.name },
          ...costs,
          { term: 'Company', value: company ?? 'All companies' },
          { term: 'Address in the store', value: <span className="font-mono">{plan.slug}</span> },
          { term: 'Shown in the store as', value: version.region ?? 'Local plan' },
          {
            term: 'SIMs with this plan',
            value: (
              <Link
                className="text-primary underline underline-offset-4"
                href={`${root}/sims?plan=${plan.id}`}
              >
                {bounded(detail.simCount)}
              </Link>
            ),
          },
          ...(offer ? [] : [{ term: 'eSIMs ready to be sold', value: bounded(detail.stockCount) }]),
          {
            term: 'Labels',
            value: plan.labels.length ? (
              <span className="flex flex-wrap gap-1">
                {plan.labels.map((label) => (
                  <Badge key={label}>{label}</Badge>
                ))}
              </span>
            ) : null,
          },
        ]}
      />
    </Card>
  )
}

/** Sizes that can be bought later. */
export const Refills = ({ detail: { version } }: Props) =>
  version.refills.length > 0 && (
    <Card title="Refills" flush>
      <Table label="Refills" className="border-t">
        <TableHead>
          <tr>
            <TableHeader>Data</TableHeader>
            <TableHeader>Valid for</TableHeader>
            <TableHeader>Price</TableHeader>
            <TableHeader>Offer of the operator</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {version.refills.map(({ bytes, amount, days, offer }) => (
            <TableRow key={bytes}>
              <TableCell>{formatBytes(BigInt(bytes), baseOf(version.dataBase))}</TableCell>
              <TableCell>{days ?? version.days} days</TableCell>
              <TableCell>{formatMoney(money(BigInt(amount), version.currency))}</TableCell>
              <TableCell>{offer ? <code>{offer}</code> : 'None: it is not sold'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )

/** Where it works. */
export const Countries = ({ detail: { version } }: Props) => (
  <Card title={version.countries.length === 1 ? 'Country' : `${version.countries.length} countries`}>
    <ul className="flex flex-wrap gap-2 text-sm">
      {version.countries.map((code) => (
        <li key={code} className="rounded-full border px-3 py-1">
          {countryName(code)}
        </li>
      ))}
    </ul>
  </Card>
)

/** Every version there was; orders and SIMs keep the one that they were made with. */
export const Versions = ({ detail: { versions, plan }, timezone }: Props & { timezone: string }) => (
  <Card title="Versions" description="Orders and SIMs keep the version that they were made with." flush>
    <Table label="Versions" className="border-t">
      <TableHead>
        <tr>
          {['Version', 'Since', 'Name', 'Data', 'Valid for', 'Coverage', 'Price'].map((each) => (
            <TableHeader key={each}>{each}</TableHeader>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {versions.map((version) => (
          <TableRow key={version.id}>
            <TableCell>
              {version.number} {version.id === plan.versionId && <Badge tone="success">Current</Badge>}
            </TableCell>
            <TableCell>
              <Time value={version.createdAt} timeZone={timezone} />
            </TableCell>
            <TableCell className="max-w-64 truncate">{version.name}</TableCell>
            <TableCell>{dataText(version)}</TableCell>
            <TableCell>{daysText(version.days)}</TableCell>
            <TableCell>{coverage(version)}</TableCell>
            <TableCell>{formatMoney(money(version.amount, version.currency))}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
)
