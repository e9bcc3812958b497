/** Rows picked one by one, or all that match a filter (the query of the list, for the list's own schema). */
export type Selection = { ids: string[] } | { filter: Record<string, string> }

/** What a bulk action of a DataTable was asked for. `do` is the value of the button. */
export function readSelection(form: FormData): Selection & { do: string } {
  const text = (name: string) => String(form.get(name) ?? '')
  if (form.get('all'))
    return { do: text('do'), filter: Object.fromEntries(new URLSearchParams(text('filter'))) }
  return { do: text('do'), ids: form.getAll('id').map(String) }
}
