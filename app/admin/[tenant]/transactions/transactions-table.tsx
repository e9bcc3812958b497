'use client'
import { useSearchParams } from 'next/navigation'
import { type ReactNode, useMemo } from 'react'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { SubmitButton } from '@/components/form/submit-button'
import { inWords } from '@/components/layout/status'
import { DataTable } from '@/components/table/data-table'
import type { Filter } from '@/components/table/toolbar'
import { filterOf } from '@/components/table/url'
import type { TransactionChoices } from '@/lib/transactions/list'
import { purposeWords } from '@/lib/transactions/purpose'
import type { Transaction } from '@/lib/transactions/query'
import { columnsFrom } from './columns'
import { statuses } from './words'

const inOptions = (values: readonly string[]) => values.map((value) => ({ value, label: inWords(value) }))

const filtersFrom = ({ methods, currencies, companies, labels, cycles }: TransactionChoices): Filter[] => [
  { name: 'type', label: 'Type', options: inOptions(['payment', 'refund', 'dispute']) },
  {
    name: 'purpose',
    label: 'For',
    options: Object.entries(purposeWords).map(([value, label]) => ({ value, label })),
  },
  { name: 'status', label: 'Status', options: statuses },
  { name: 'mode', label: 'Mode', options: inOptions(['test', 'live']) },
  ...(methods.length > 1 ? [{ name: 'method', label: 'Method', options: inOptions(methods) }] : []),
  ...(currencies.length > 1
    ? [
        {
          name: 'currency',
          label: 'Currency',
          options: currencies.map((value) => ({ value, label: value })),
        },
      ]
    : []),
  ...(companies.length
    ? [
        {
          name: 'company',
          label: 'Company',
          options: companies.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]
    : []),
  ...(labels.length
    ? [{ name: 'label', label: 'Label', options: labels.map((value) => ({ value, label: value })) }]
    : []),
  { name: 'cycle', label: 'Billing cycle', options: cycles.map((value) => ({ value, label: value })) },
  { name: 'since', label: 'From' },
  { name: 'until', label: 'To' },
]

type Props = {
  rows: Transaction[]
  next: string | null
  choices: TransactionChoices
  empty: ReactNode
  root: string
  timezone: string
  /** null for who may not. */
  exportFile: FormAction | null
}

/** Transactions with search and filters, and what is found as a file. */
export function TransactionsTable({ rows, next, choices, empty, root, timezone, exportFile }: Props) {
  const filter = filterOf(new URLSearchParams(useSearchParams()))
  const columns = useMemo(() => columnsFrom(root, timezone), [root, timezone])
  const filters = useMemo(() => filtersFrom(choices), [choices])
  return (
    <DataTable
      label="Transactions"
      columns={columns}
      rows={rows}
      next={next}
      search="PSP reference, order or email"
      filters={filters}
      empty={empty}
      actions={
        exportFile && (
          <Form action={exportFile} submit={null} className="w-auto space-y-0">
            <input type="hidden" name="filter" value={filter} />
            <div className="flex flex-wrap gap-2">
              <SubmitButton variant="secondary" name="format" value="csv">
                Export CSV
              </SubmitButton>
              <SubmitButton variant="secondary" name="format" value="xlsx">
                Export XLSX
              </SubmitButton>
            </div>
          </Form>
        )
      }
    />
  )
}
