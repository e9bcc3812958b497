/** Where the payment methods of a company or an end user are shown. */
export const pageOf = (slug: string, owner: string): string =>
  owner.startsWith('com_')
    ? `/admin/${slug}/companies/${owner}/payment-methods`
    : `/admin/${slug}/end-users/${owner}`
