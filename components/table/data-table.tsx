'use client'
import { type ColumnDef, type RowSelectionState, useTable } from '@tanstack/react-table'
import { useSearchParams } from 'next/navigation'
import { type ReactNode, useCallback, useId, useState } from 'react'
import { EmptyState } from '@/components/layout/empty-state'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type Bulk, BulkBar } from './bulk-bar'
import { features } from './columns'
import { HeaderCell } from './header-cell'
import { Pager } from './pager'
import { SelectAll } from './select-all'
import { type Choice, type Filter, Toolbar } from './toolbar'
import { filterOf } from './url'

// biome-ignore lint/suspicious/noExplicitAny: the library's own type of a list of columns with different values
type Columns<Row> = ColumnDef<typeof features, Row & object, any>[]

type Props<Row> = {
  /** Names the table, such as "SIMs". */
  label: string
  /** Made with `columnsFor<Row>()`. */
  columns: Columns<Row>
  rows: Row[]
  /** The cursor of the following page, or null on the last. */
  next: string | null
  /** Only for lists that read backwards with `before`: the cursor of the page before, or null. */
  previous?: string | null
  /** What "Search" looks through; no search box without it. */
  search?: string
  filters?: readonly Filter[]
  bulk?: Bulk
  /** How many match, in words: "10,000+". */
  total?: ReactNode
  /** Buttons at the right of the toolbar. */
  actions?: ReactNode
  /** Shown when there is nothing at all yet: an EmptyState with what to do first. */
  empty?: ReactNode
}

const idOf = (row: object): string => String((row as { id?: unknown }).id)
const noFilters: readonly Filter[] = []

/** The columns to show: those named in `?cols=`, else all but the `hidden` ones. */
function choicesOf<Row>(columns: Columns<Row>, wanted: string[]): Choice[] {
  return columns.flatMap((column) => {
    const id = column.id ?? ('accessorKey' in column ? String(column.accessorKey) : undefined)
    if (!id || column.meta?.fixed || typeof column.header !== 'string' || !column.header) return []
    const shown = wanted.length ? wanted.includes(id) : !column.meta?.hidden
    return [{ id, label: column.header, shown }]
  })
}

/**
 * The one way to make a list. All its state is in the address: `q`, `sort` (`-name` downwards), `after`, `before`,
 * `cols`, and each filter by its name; the page reads them with `readQuery`. Rows need an `id`.
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    next,
    previous,
    search,
    filters = noFilters,
    bulk,
    total,
    actions,
    empty,
  } = props
  const params = new URLSearchParams(useSearchParams())
  const formId = useId()
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({})
  const clear = useCallback(() => setRowSelection({}), [])
  const choices = choicesOf(columns, params.getAll('cols'))
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: idOf,
    state: {
      rowSelection,
      columnVisibility: Object.fromEntries(choices.map(({ id, shown }) => [id, shown])),
    },
    onRowSelectionChange: setRowSelection,
  })
  const found = table.getRowModel().rows
  const picked = found.filter((row) => row.getIsSelected()).length
  const filter = filterOf(params)
  if (!found.length && empty && !filter && !params.has('after') && !params.has('before')) return empty

  return (
    <div className="group/list min-w-0 rounded-lg border bg-card shadow-card">
      <Toolbar params={params} search={search} filters={filters} choices={choices}>
        {actions}
      </Toolbar>
      {bulk && (
        <BulkBar
          id={formId}
          bulk={bulk}
          count={picked}
          canWiden={picked > 0 && picked === found.length && Boolean(next || params.has('after'))}
          filter={filter}
          onDone={clear}
        />
      )}
      <Table label={label} className="border-t">
        <TableHead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {bulk && (
                <TableHeader className="w-10">
                  <SelectAll
                    all={picked > 0 && picked === found.length}
                    some={picked > 0 && picked < found.length}
                    onChange={(on) => table.toggleAllRowsSelected(on)}
                  />
                </TableHeader>
              )}
              {group.headers.map((header) => (
                <HeaderCell
                  key={header.id}
                  id={header.column.id}
                  meta={header.column.columnDef.meta}
                  params={params}
                >
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </tr>
          ))}
        </TableHead>
        <TableBody>
          {found.map((row) => (
            <TableRow key={row.id} data-selected={row.getIsSelected() || undefined}>
              {bulk && (
                <TableCell className="w-10">
                  <Checkbox
                    name="id"
                    value={row.id}
                    form={formId}
                    aria-label="Select row"
                    aria-describedby={`${formId}-${row.id}`}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </TableCell>
              )}
              {row.getVisibleCells().map((cell, index) => {
                const meta = cell.column.columnDef.meta
                return (
                  <TableCell
                    key={cell.id}
                    id={index === 0 ? `${formId}-${row.id}` : undefined}
                    className={cn(
                      meta?.align === 'end' && 'text-end',
                      meta?.mono && 'font-mono text-[0.8125rem]',
                      meta?.wrap && 'min-w-60 whitespace-normal',
                    )}
                  >
                    <table.FlexRender cell={cell} />
                  </TableCell>
                )
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {!found.length && (
        <EmptyState title="Nothing matches">Change the search or clear the filters to see more.</EmptyState>
      )}
      <Pager params={params} next={next} previous={previous}>
        {total}
      </Pager>
    </div>
  )
}
