import type { ComponentProps } from 'react'

/**
 * To the page where a card is typed. It is loaded anew: a page keeps the security policy that it came with, and that of
 * most pages lets no card form speak to its provider.
 */
export const AddMethodLink = (props: Omit<ComponentProps<'a'>, 'children'>) => (
  <a {...props}>Add a payment method</a>
)
