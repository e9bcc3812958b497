import type { z } from 'zod'

export type CredentialField = {
  name: string
  label: string
  isSecret: boolean
  isRequired: boolean
  hint: string | null
  control: FieldControl
}

/** What it is typed into. `mode`: test or live. `suggestion`: a secret that is made for the person, and shown once. */
const controls = ['text', 'textarea', 'switch', 'mode', 'suggestion'] as const
export type FieldControl = (typeof controls)[number]

/**
 * The settings form of a provider of either kind, in the order of its credentials: the label from `describe`, `secret`
 * (unless false), `hint` and `control` from `meta`.
 */
export const fieldsOf = ({ credentials }: { credentials: z.ZodObject }): CredentialField[] =>
  Object.entries(credentials.shape).map(([name, field]) => {
    const meta = (field as z.ZodType).meta() ?? {}
    return {
      name,
      label: meta.description ?? name,
      isSecret: meta.secret !== false,
      isRequired: !(field as z.ZodType).safeParse(undefined).success,
      hint: typeof meta.hint === 'string' ? meta.hint : null,
      control: controls.find((each) => each === meta.control) ?? 'text',
    }
  })
