import { isDuplicate } from './client'

/** For the buyer: what can be mended is said, all else (fraud above all) is not told apart. */
export function buyerMessageOf(error: string): string {
  if (isDuplicate(error))
    return 'The same card paid the same amount a moment ago, so this was taken for a repeat and nothing was charged. If you mean to pay again, try again.'
  if (/expired/i.test(error)) return 'The card has expired. Use another one.'
  if (/cvv|security code/i.test(error)) return 'The security code of the card was not right.'
  return 'The payment did not go through.'
}
