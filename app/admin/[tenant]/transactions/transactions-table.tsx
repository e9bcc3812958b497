'use client'
import { useSearchParams } from 'next/navigation'
import { type ReactNode, useMemo } from 'react'
import { Form } from '@/components/form/form'
import type { FormAction } from '@/components/form/state'
import { inWords } from '@/components/layout/status'
import { DataTable } from '@/components/table/data-table'
import type { Filter } from '@/components/table/toolbar'
import { filterOf } from '@/components/table/url'
import type { TransactionChoices } from '@/lib/transactions/list'
import type { Transaction } from '@/lib/transactions/query'
import { columnsFrom } from './columns'
import { statuses } from './words'

const inOptions = (values: readonly string[]) => values.map((value) => ({ value, label: inWords(value) }))

const filtersFrom = ({ methods, currencies, companies }: TransactionChoices): Filter[] => [
  { name: 'type', label: 'Type', options: inOptions(['payment', 'refund', 'dispute']) },
  { name: 'status', label: 'Status', options: inOptions(statuses) },
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
  exportCsv: FormAction | null
}

/** Transactions with search and filters, and what is found as a file. */
export function TransactionsTable({ rows, next, choices, empty, root, timezone, exportCsv }: Props) {
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
        exportCsv && (
          <Form action={exportCsv} submit="Export CSV" variant="secondary" className="w-auto">
            <input type="hidden" name="filter" value={filter} />
          </Form>
        )
      }
    />
  )
}
