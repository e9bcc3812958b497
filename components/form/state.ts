/**
 * What a server action tells its form. `fields`: sentences by field name; `message`: one for the whole form;
 * `saved` with an optional `notice` in place of "Saved."; `values`: what was typed, so that nothing is lost
 * when the page has no script (leave out secrets and files); `once`: what was made and is shown this one time.
 */
export type FormState = {
  fields?: Record<string, string[]>
  message?: string
  saved?: boolean
  notice?: string
  values?: Record<string, string>
  once?: { label: string; value: string; hint: string }
}

/** A server action, after its own arguments are bound. */
export type FormAction = (state: FormState, form: FormData) => Promise<FormState>
