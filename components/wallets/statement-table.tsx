'use client'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { EmptyState } from '@/components/layout/empty-state'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import type { StatementRow } from '@/lib/wallets/statement'
import { inMoney } from './in-money'

type Row = StatementRow & { id: string }

const column = columnsFor<Row>()

/** The payment or refund that a movement was made by; null for any other. */
const transactionOf = (cause: string): string | null => /^(?:pay|ref)_[0-9a-z]{26}/.exec(cause)?.[0] ?? null

const columnsFrom = (currency: string, timezone: string, root: string | null) => {
  const money = (id: 'amount' | 'before' | 'after', header: string) =>
    column.accessor(id, {
      header,
      meta: { align: 'end' },
      cell: ({ getValue }) => (
        <span className={id === 'amount' && getValue() > 0n ? 'text-success' : undefined}>
          {id === 'amount' && getValue() > 0n && '+'}
          {inMoney(getValue(), currency)}
        </span>
      ),
    })
  return column.columns([
    column.accessor('at', {
      header: 'Date',
      meta: { fixed: true },
      cell: ({ getValue }) => <Time value={getValue()} timeZone={timezone} />,
    }),
    column.accessor('text', {
      header: 'Description',
      meta: { wrap: true },
      cell: ({ row: { original } }) => {
        const id = root && transactionOf(original.cause)
        return id ? (
          <Link href={`${root}/transactions/${id}`} className="hover:underline">
            {original.text}
          </Link>
        ) : (
          original.text
        )
      },
    }),
    money('amount', 'Amount'),
    money('before', 'Before'),
    money('after', 'After'),
  ])
}

const filters = [
  { name: 'since', label: 'From' },
  { name: 'until', label: 'To' },
]

const empty = (
  <Card>
    <EmptyState title="Nothing has moved yet">
      Once money comes in or goes out, each movement stands here with the balance before and after it.
    </EmptyState>
  </Card>
)

type Props = {
  rows: Row[]
  next: string | null
  currency: string
  timezone: string
  /** Where transactions are found; null for who does not see them. */
  root: string | null
  /** Where the same days are found as CSV. */
  csvHref: string
}

/** The movements of a wallet, with the days they are of. */
export function StatementTable({ rows, next, currency, timezone, root, csvHref }: Props) {
  const columns = useMemo(() => columnsFrom(currency, timezone, root), [currency, timezone, root])
  const actions = (
    <Button asChild variant="secondary">
      <a href={csvHref} download>
        <Download aria-hidden />
        Download CSV
      </a>
    </Button>
  )
  return (
    <DataTable label="Statement" columns={columns} filters={filters} {...{ rows, next, actions, empty }} />
  )
}
