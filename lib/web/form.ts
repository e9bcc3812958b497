import { z } from 'zod'
import type { FormState } from '@/components/form/state'
import { AppError, type FieldProblems } from '@/lib/core/error'

const secretName = /password|secret|token|api_?key|signature/i

function isList(field: unknown): boolean {
  if (field instanceof z.ZodArray) return true
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable
    ? isList(field.unwrap())
    : false
}

function objectOf(schema: z.ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodPipe) return objectOf(schema.in as z.ZodType)
  return schema instanceof z.ZodObject ? schema : null
}

/**
 * The fields of a form as an object: a field that the schema says is an array is one, also when nothing or one thing is
 * ticked; a name that occurs more than once is one too. A file that was not chosen is left out, and so is NUL, which no
 * text in the database holds.
 */
export function formValues(schema: z.ZodType, form: FormData): Record<string, unknown> {
  const lists = Object.entries(objectOf(schema)?.shape ?? {}).filter(([, field]) => isList(field))
  const names = new Set([...form.keys(), ...lists.map(([name]) => name)])
  const values: Record<string, unknown> = {}
  for (const name of names) {
    const all = form
      .getAll(name)
      .filter((value) => !(value instanceof File && value.size === 0))
      .map((value) => (typeof value === 'string' ? value.replaceAll('\0', '') : value))
    if (all.length > 1 || lists.some(([list]) => list === name)) values[name] = all
    else if (all.length) values[name] = all[0]
  }
  return values
}

/** What was typed, to fill the form again: no passwords, keys or files; several values joined by commas. */
export function typedValues(form: FormData): Record<string, string> {
  const names = [...new Set(form.keys())].filter((name) => !secretName.test(name) && !name.startsWith('$'))
  const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string')
  return Object.fromEntries(names.map((name) => [name, texts(name).join(',')]))
}

/** Sentences by field. Errors of a nested or listed value stand at its field; those of the whole form apart. */
export function problemsOf(error: z.ZodError): FormState {
  const { fieldErrors, formErrors } = z.flattenError(error)
  const fields = fieldErrors as Record<string, string[]>
  return {
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(formErrors[0] && { message: formErrors.join(' ') }),
  }
}

const Fields = z.record(z.string(), z.array(z.string()))

/** A failure that the person can mend, as the form shows it: at the fields that the error names, or above the form. */
export function stateOf(error: AppError): FormState {
  const fields = Fields.safeParse(error.detail.fields)
  return fields.success ? { fields: fields.data } : { message: error.message }
}

const Said = z.object({
  notice: z.string(),
  once: z.object({ label: z.string(), value: z.string(), hint: z.string() }).optional(),
})

/** What to say after a success: `run` may return `{ notice: 'Invitation sent.' }`, with what is shown once; nothing else of it gets out. */
export function successOf(result: unknown): FormState {
  const said = Said.safeParse(result)
  return { saved: true, ...(said.success && said.data) }
}

/**
 * Parses a form, runs the work and puts into words what can be mended. `rules`: what the schema alone cannot know, such as
 * the currency of an amount, so that all that is wrong is said at once. Bugs, redirects and `notFound` pass through.
 */
export async function answerForm<S extends z.ZodType>(
  schema: S,
  form: FormData,
  run: (input: z.output<S>) => Promise<unknown>,
  rules: (values: Record<string, unknown>) => Promise<FieldProblems> = async () => ({}),
): Promise<FormState> {
  const values = formValues(schema, form)
  const parsed = schema.safeParse(values)
  try {
    const broken = await rules(values)
    if (!parsed.success || Object.keys(broken).length) {
      const { fields, ...above } = parsed.success ? {} : problemsOf(parsed.error)
      return { ...above, fields: { ...broken, ...fields }, values: typedValues(form) }
    }
    return successOf(await run(parsed.data))
  } catch (error) {
    if (error instanceof AppError) return { ...stateOf(error), values: typedValues(form) }
    if (error instanceof z.ZodError) return { ...problemsOf(error), values: typedValues(form) }
    throw error
  }
}
