import type { z } from 'zod'

export type CredentialField = {
  name: string
  label: string
  isSecret: boolean
  isRequired: boolean
  hint: string | null
  control: FieldControl
  /** What a `choice` offers. */
  options: { value: string; label: string }[] | null
  defaultValue: string | null
}

/** What it is typed into. `words`: a name that people read. `mode`: test or live. `suggestion`: a secret that is made for the person, and shown once. */
const controls = ['text', 'words', 'textarea', 'switch', 'mode', 'choice', 'suggestion'] as const
export type FieldControl = (typeof controls)[number]

/**
 * The settings form of a provider of either kind, in the order of its credentials: the label from `describe`, `secret`
 * (unless false), `hint`, `control`, the `options` of a choice, and `isRequired` (of what the schema can do without, for
 * it is kept elsewhere) from `meta`; what stands in it at first is the default of the schema.
 */
export const fieldsOf = ({ credentials }: { credentials: z.ZodObject }): CredentialField[] =>
  Object.entries(credentials.shape).map(([name, field]) => {
    const meta = (field as z.ZodType).meta() ?? {}
    const absent = (field as z.ZodType).safeParse(undefined)
    return {
      name,
      label: meta.description ?? name,
      isSecret: meta.secret !== false,
      isRequired: meta.isRequired === true || !absent.success,
      hint: typeof meta.hint === 'string' ? meta.hint : null,
      control: controls.find((each) => each === meta.control) ?? 'text',
      options: Array.isArray(meta.options) ? meta.options : null,
      defaultValue: absent.success && typeof absent.data === 'string' && absent.data ? absent.data : null,
    }
  })
