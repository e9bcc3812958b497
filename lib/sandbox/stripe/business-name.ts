/** `acct_nordic` is "Nordic (sandbox)". */
export function businessName(account: string): string {
  const word = account.slice('acct_'.length)
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} (sandbox)`
}
