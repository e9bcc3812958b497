/** What the money is for. */
export const purposes = ['order', 'wallet', 'sim'] as const
export type Purpose = (typeof purposes)[number]

export const purposeWords: Record<Purpose, string> = {
  order: 'eSIM purchase',
  wallet: 'Refill wallet',
  sim: '(e)SIM refill',
}
