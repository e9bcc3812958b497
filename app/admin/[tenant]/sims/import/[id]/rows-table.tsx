'use client'
import { columnsFor } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Badge, type Tone } from '@/components/ui/badge'
import type { ImportedRow } from '@/lib/sims/import/get'

const column = columnsFor<ImportedRow>()

const results: Record<ImportedRow['result'], { label: string; tone: Tone }> = {
  new: { label: 'New', tone: 'success' },
  known: { label: 'Known', tone: 'neutral' },
  warning: { label: 'New, with a warning', tone: 'warning' },
  error: { label: 'Error', tone: 'danger' },
}

const columns = column.columns([
  column.accessor('row', { header: 'Row', meta: { fixed: true, align: 'end' } }),
  column.accessor('result', {
    header: 'Result',
    meta: { fixed: true },
    cell: ({ getValue }) => <Badge tone={results[getValue()].tone}>{results[getValue()].label}</Badge>,
  }),
  column.accessor('reason', {
    header: 'Reason',
    meta: { fixed: true, wrap: true },
    cell: ({ row: { original } }) => (
      <>
        {original.reason}
        <span className="block truncate text-muted-foreground text-xs" title={shortOf(original.cells)}>
          {shortOf(original.cells)}
        </span>
      </>
    ),
  }),
])

const filters = [
  {
    name: 'result',
    label: 'Result',
    options: Object.entries(results).map(([value, { label }]) => ({ value, label })),
  },
]

const shortOf = (cells: string[]) => cells.filter(Boolean).join(' · ').slice(0, 160)

/** Each row that needs an eye, and the first good ones. */
export const RowsTable = (props: { rows: ImportedRow[]; next: string | null }) => (
  <DataTable label="Rows" columns={columns} filters={filters} {...props} />
)
