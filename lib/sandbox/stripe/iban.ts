/** Test accounts for SEPA Direct Debit: how a payment ends, and after how many seconds; null waits for a control. */
export function sepaEnding(
  iban: string,
): { ending: 'succeed' | 'fail'; afterS: number; isDisputed?: true } | null {
  const serial = iban.slice(-6)
  if (!/^(AT\d{18}|DE89370400440532013\d{3})$/.test(iban)) return null
  if (serial === '573201' || iban.startsWith('DE')) return { ending: 'succeed', afterS: 5 }
  if (serial === '473204') return { ending: 'succeed', afterS: 180 }
  if (serial === '473202') return { ending: 'fail', afterS: 5 }
  if (serial === '473205') return { ending: 'fail', afterS: 180 }
  if (serial === '473203') return { ending: 'succeed', afterS: 5, isDisputed: true }
  return null
}

/** The check digits of an IBAN (ISO 13616). */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((char) => parseInt(char, 36)).join('')
  return BigInt(digits) % 97n === 1n
}
