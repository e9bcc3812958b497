/** What an owner agrees to, word for word as it is shown and kept. */
export const consentText = (merchant: string): string =>
  `I allow ${merchant} to keep this payment method and to charge it without asking me each time: for automatic refills ` +
  'within the limits that are set for them, and for what I order. I can end this at any time by removing it.'

/** The same where staff enter it for somebody. */
export const consentTextFor = (merchant: string, owner: string): string =>
  `${owner} allows ${merchant} to keep this payment method and to charge it without asking each time: for automatic ` +
  'refills within the limits that are set for them, and for what is ordered. This ends when it is removed.'
