/** What a text was read as, with sentences on what looks odd; or one sentence on why it cannot be. Never throws. */
export type Parsed<T = string> = { value: T; warnings: string[] } | { error: string }

export const accept = <T>(value: T, ...warnings: string[]): Parsed<T> => ({ value, warnings })
export const refuse = (error: string): { error: string } => ({ error })

// Blanks, invisible marks that spreadsheets and web pages leave behind, hyphens and dashes of every kind.
const separators = /[\s\u00AD\u200B-\u200F\u2010-\u2015\u202A-\u202E\u2060\u2212\uFEFF-]+/g

/** The text without blanks, dashes and invisible marks: `89-44 53` -> `894453`. Dots stay: `12.0` is not `120`. */
export const withoutSeparators = (text: string): string =>
  /^[0-9]*$/.test(text) ? text : text.replace(separators, '')

export const isDigits = (text: string): boolean => /^[0-9]+$/.test(text)

/** What was typed, in quotation marks and cut to a length that fits a sentence. */
export const quoted = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`
