import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'

// OWASP Password Storage Cheat Sheet: argon2id (the library's default kind), 19 MiB, 2 rounds, 1 lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** What is kept of a password. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let nobody: Promise<string> | undefined

/** Whether the password is right. Without a hash (no such account) it works as long and says no. */
export async function checkPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  nobody ??= hashPassword('nobody signs in with this')
  const isRight = await verify(kept ?? (await nobody), password).catch(() => false)
  return isRight && Boolean(kept)
}

// The most used passwords of ten characters and more, without the digits at their end.
const common = new Set(
  `password passwort motdepasse contrasena wachtwoord qwertyuiop qwertzuiop asdfghjkl qwerty qwertz azerty iloveyou
  iloveyouforever letmein letmeinnow welcome welcomehome administrator admin administration superman princess sunshine
  football baseball basketball liverpool manchester changeme changemenow trustno pokemon dragon monkey master michael
  charlie starwars computer internet whatever blink abcdefghij abcdef abcabc passwordpassword passw mypassword secret
  topsecret default guest testtest testing simyard telecom`.split(/\s+/),
)

const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', '09876543210987654321']
const rows = ['qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn', '1q2w3e4r5t6y7u8i9o0p']

/** Whether a password is among the first that an attacker would try. */
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase()
  const words = plain
    .replace(/@/g, 'a')
    .replace(/\$/g, 's')
    .replace(/0/g, 'o')
    .replace(/[\d\W_]+$/, '')
  return (
    common.has(words) ||
    common.has(plain.replace(/[\d\W_]+$/, '')) ||
    new Set(plain).size < 4 ||
    [...runs, ...rows].some((run) => run.includes(plain))
  )
}

/** A password that someone chooses. */
export const NewPassword = z
  .string()
  .min(10, 'Use at least 10 characters.')
  .max(200, 'Use at most 200 characters.')
  .refine(
    (password) => password.length < 10 || !isCommon(password),
    'This password is too common. Use several words that do not belong together.',
  )
