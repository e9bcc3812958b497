import { createHash } from 'node:crypto'
import { Refusal } from './errors'
import type { Scope } from './store'

export type Key = Scope & { text: string }

// psp.md 4.4: the mode, then 30 characters or more.
const shape = /^(test|live)_([A-Za-z0-9]{30,})$/

/** The website profile that both keys of a pair belong to: what follows the mode names it. */
const profileOf = (body: string): string =>
  `pfl_${createHash('sha256').update(body).digest('hex').slice(0, 10)}`

/** Reads `Authorization: Bearer test_...`. A key with `revoked` in it was reset. Throws Mollie's 401. */
export function readKey(authorization: string | null): Key {
  const text = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const match = shape.exec(text)
  if (!match || text.includes('revoked'))
    throw new Refusal(401, 'Missing authentication, or failed to authenticate')
  const [, mode, body] = match
  return { text, mode: mode as Scope['mode'], profileId: profileOf(body!) }
}

const statusOf = ({ text }: Key): string =>
  ['unverified', 'blocked'].find((word) => text.includes(word)) ?? 'verified'

export const profileView = (origin: string, key: Key) => ({
  resource: 'profile',
  id: key.profileId,
  mode: key.mode,
  name: 'Sandbox profile',
  website: 'https://shop.example.test',
  email: 'info@shop.example.test',
  phone: '+31208202070',
  businessCategory: 'OTHER_MERCHANDISE',
  status: statusOf(key),
  review: null,
  createdAt: '2026-01-01T00:00:00+00:00',
  _links: {
    self: { href: `${origin}/mollie/v2/profiles/${key.profileId}`, type: 'application/hal+json' },
    dashboard: {
      href: `https://my.mollie.com/dashboard/${key.profileId}`,
      type: 'text/html',
    },
    documentation: { href: 'https://docs.mollie.com/reference/get-current-profile', type: 'text/html' },
  },
})
