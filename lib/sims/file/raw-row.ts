/** What a reader saw in a cell besides its text. `rounded`: a number cell that cannot hold all its digits. */
export type Mark = 'rounded' | 'formula' | 'formula_without_result' | 'error'

/** One row as a spreadsheet shows it: `row` counts from 1, blank rows included, though these are left out. */
export type RawRow = { row: number; cells: string[]; marks?: Map<number, Mark> }

export const isBlank = (cells: string[]): boolean => cells.every((cell) => cell === '' || cell.trim() === '')
