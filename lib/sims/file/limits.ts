import { AppError, invalidField } from '@/lib/core/error'

const mb = 1024 * 1024

/** What one upload may hold. Beyond any of these a person is told to split the file. */
export const limits = {
  fileBytes: 100 * mb,
  rows: 500_000,
  columns: 200,
  /** Excel's own limit for a cell. */
  cellChars: 32_767,
  recordBytes: 128 * 1024,
  headerRows: 10,
  zipEntries: 5_000,
  /** Of one part of a workbook, after unpacking. */
  partBytes: 512 * mb,
  /** A sheet of equal rows packs 50 times smaller; deflate can reach 1,000. */
  packRatio: 200,
  sharedStrings: 4_000_000,
  sharedChars: 64 * mb,
  /** XML without a tag: one endless text, comment or attribute. */
  tagGapChars: mb,
} as const

/** The file as a whole cannot be read; the sentence is shown at the field that took it. */
export const fileProblem = (sentence: string): AppError => invalidField('file', sentence)

export const tooLarge = (sentence: string): AppError =>
  new AppError('too_large', sentence, { fields: { file: [sentence] } })
