import {
  columnVisibilityFeature,
  createColumnHelper,
  type RowData,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table'

export type ColumnMeta = {
  /** The server can sort by it: the word in `?sort=`, or true for the id of the column. */
  sort?: string | true
  /** `end` for numbers and money. */
  align?: 'end'
  /** Not shown until chosen in "Columns". */
  hidden?: boolean
  /** Always shown. */
  fixed?: boolean
  /** Digits and codes: ICCID, ids. */
  mono?: boolean
  /** May break into lines. */
  wrap?: boolean
}

export const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  columnMeta: {} as ColumnMeta,
})

/**
 * The column helper of one kind of row, in a file that begins with 'use client':
 * `const column = columnsFor<Sim>()`, then
 * `const columns = column.columns([column.accessor('iccid', { header: 'ICCID', meta: { sort: true } })])`.
 */
export const columnsFor = <Row extends RowData>() => createColumnHelper<typeof features, Row>()
