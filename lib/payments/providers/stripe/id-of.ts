/** Stripe gives an id, or the object itself where that was asked for. */
export const idOf = (found: string | { id: string } | null | undefined): string | null =>
  typeof found === 'string' ? found : (found?.id ?? null)
