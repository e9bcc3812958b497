import type { Columns, Field } from './columns'

const secretFields: readonly Field[] = [
  'activationCode',
  'matchingId',
  'confirmationCode',
  'pin1',
  'puk1',
  'pin2',
  'puk2',
]

/** Puts `(hidden)` for the activation codes and PINs of a row, which lie open nowhere beside the table that seals them. */
export function hiderOf({ fields }: Columns): (cells: string[]) => string[] {
  const hidden = new Set(fields.filter(({ field }) => secretFields.includes(field)).map(({ index }) => index))
  return (cells) => cells.map((cell, index) => (hidden.has(index) && cell ? '(hidden)' : cell))
}
