// biome-ignore lint/suspicious/noControlCharactersInRegex: a database text cannot hold a NUL
const invisible = /[\u0000\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g

const visible = (cell: string): string => cell.replace(invisible, '').trim()

const formula = /^[=+\-@＝＋－＠]/
const longNumber = /^(0\d+|\d{12,})$/

/**
 * A cell as it is safe to open in a spreadsheet: an apostrophe keeps formulas from running and long numbers from losing
 * digits. `readCell` takes it off again, so that a corrected file can be uploaded as it is.
 */
export function escapeCell(cell: string): string {
  const text = visible(cell)
  return formula.test(text) || longNumber.test(text) ? `'${text}` : text
}

/** What a person meant by a cell: no blanks around it, no text hint of a spreadsheet (`'8944…`, `="8944…"`). */
export function readCell(cell: string): string {
  const text = visible(cell)
  const first = text.charCodeAt(0)
  if (first === 39) return /^'(\d+$|[=+\-@＝＋－＠])/.test(text) ? withoutEquals(text.slice(1)) : text
  return first === 61 ? withoutEquals(text) : text
}

const withoutEquals = (text: string): string => /^="([^"]*)"$/.exec(text)?.[1]?.trim() ?? text

/** `8.94E+18`, `8944538532008160222.0`: what a spreadsheet or a script leaves of a long number. */
const shortened = /^\d([.,]\d+)?E\+?\d+$|^\d{5,}[.,]0+$/i

export const isShortened = (text: string): boolean => shortened.test(text)

/** A number of 19 digits and more of which only the first 15 are not zero: as many as a spreadsheet keeps. */
export const looksRounded = (digits: string): boolean => /^\d{15}0{4,}$/.test(digits)
