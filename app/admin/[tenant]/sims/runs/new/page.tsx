import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Form } from '@/components/form/form'
import { Denied } from '@/components/layout/denied'
import { EmptyState } from '@/components/layout/empty-state'
import { PageHeader } from '@/components/layout/page-header'
import type { SearchParams } from '@/components/table/url'
import { Card } from '@/components/ui/card'
import { SimFilter } from '@/lib/sims/filter'
import { changeNamed, isChange } from '@/lib/sims/runs/changes'
import { mostCounted, previewRun } from '@/lib/sims/runs/list'
import { can } from '@/lib/tenancy/permissions'
import { tenantContext } from '@/lib/web/session'
import { start } from '../actions'
import { askFor } from './ask'

export const metadata: Metadata = { title: 'Change SIMs' }

type Props = { params: Promise<{ tenant: string }>; searchParams: Promise<SearchParams> }

const listOf = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat())

const countText = (count: number) =>
  count === 1 ? '1 SIM' : `${count.toLocaleString('en')}${count === mostCounted ? '+' : ''} SIMs`

export default async function NewRunPage({ params, searchParams }: Props) {
  const ctx = await tenantContext((await params).tenant)
  const home = `/admin/${ctx.tenant.slug}`
  if (!can(ctx, 'sims:write')) return <Denied need="change SIMs" home={home} />
  const query = await searchParams
  const kind = String(query.do)
  if (!isChange(kind)) notFound()
  const ids = listOf(query.id).slice(0, 1_000)
  const [filter] = listOf(query.filter)
  const selection =
    filter === undefined
      ? { ids }
      : { filter: SimFilter.parse(Object.fromEntries(new URLSearchParams(filter))) }
  const { count, iccid } =
    filter === undefined && ids.length === 0 ? { count: 0, iccid: null } : await previewRun(ctx, selection)
  const { label } = changeNamed(kind)
  const isOne = query.back === 'sim' && ids.length === 1
  const back = isOne ? `${home}/sims/${ids[0]}` : `${home}/sims?${filter ?? ''}`
  if (count === 0)
    return (
      <>
        <PageHeader title={label} breadcrumbs={[{ label: 'SIMs', href: `${home}/sims` }]} />
        <EmptyState title="No SIM is chosen">Go back to the list and tick the SIMs first.</EmptyState>
      </>
    )
  const { fields, about, danger } = await askFor(kind, ctx, selection)
  return (
    <>
      <PageHeader
        title={label}
        description={iccid ? `For the SIM ${iccid}.` : `For ${countText(count)}.`}
        breadcrumbs={[{ label: 'SIMs', href: `${home}/sims` }]}
      />
      <Card className="max-w-2xl" title="What happens" description={about}>
        <Form
          action={start.bind(null, ctx.tenant.slug)}
          fields={fields}
          submit={label}
          variant={danger ? 'danger' : 'primary'}
          cancel={{ href: back }}
        >
          <input type="hidden" name="do" value={kind} />
          {isOne && <input type="hidden" name="back" value="sim" />}
          {filter === undefined ? (
            ids.map((id) => <input key={id} type="hidden" name="id" value={id} />)
          ) : (
            <input type="hidden" name="filter" value={filter} />
          )}
        </Form>
      </Card>
    </>
  )
}
