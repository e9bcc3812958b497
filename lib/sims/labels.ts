import { z } from 'zod'

export const mostLabels = 20

/** One label as a person types it. */
export const Label = z
  .string('Enter a label.')
  .trim()
  .min(1, 'Enter a label.')
  .max(50, 'A label has at most 50 letters.')
  .regex(/^[^,;|]*$/, 'A label may hold no comma, semicolon or |: they part several labels.')

/** Several labels in one text, parted by commas. */
export const Labels = z
  .string()
  .default('')
  .transform((text) => [
    ...new Set(
      text
        .split(/[,;|]/)
        .map((label) => label.trim())
        .filter(Boolean),
    ),
  ])
  .pipe(z.array(Label).max(mostLabels, `A SIM has at most ${mostLabels} labels.`))
