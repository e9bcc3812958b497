/** Sum of the digits from the right, every second one doubled and folded; `doubleLast` starts with the last. */
function luhnSum(digits: string, doubleLast: boolean): number {
  let sum = 0
  let double = doubleLast
  for (let at = digits.length - 1; at >= 0; at--) {
    const digit = digits.charCodeAt(at) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
    double = !double
  }
  return sum
}

/** Whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1). Digits only. */
export const hasLuhn = (digits: string): boolean => digits.length > 1 && luhnSum(digits, false) % 10 === 0

/** The digit that makes `digits` pass when it is put behind them. */
export const luhnDigit = (digits: string): string => String((10 - (luhnSum(digits, true) % 10)) % 10)
