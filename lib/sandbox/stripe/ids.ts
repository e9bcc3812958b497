import { randomBytes } from 'node:crypto'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random letters and digits, as the vendor's ids and secrets are made of. */
export const randomText = (length: number): string =>
  Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('')

/** `pi_3Q...`: a prefix and 24 random letters. */
export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`

export const clientSecret = (id: string): string => `${id}_secret_${randomText(25)}`
