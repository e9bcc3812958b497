import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { env } from '@/lib/core/env'
import { invalidField } from '@/lib/core/error'

/** Whether an address is the sandbox's, which only counts while it is on. */
export const isSandbox = (url: string): boolean =>
  env.SANDBOX === 'on' && URL.canParse(url) && new URL(url).origin === new URL(env.SANDBOX_URL).origin

const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

async function addressesOf(host: string): Promise<string[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(bare)) return [bare]
  const found = await lookup(bare, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

/**
 * Where a connection calls, as a person typed it: https and a public host, or the sandbox while it is on. Back comes
 * the address without a slash at its end. Throws `invalid` at `endpoint`.
 */
export async function checkEndpoint(typed: string): Promise<string> {
  if (!URL.canParse(typed))
    throw invalidField('endpoint', 'Write the whole address, such as https://api.example.com/v1.')
  const url = new URL(typed)
  if (url.username || url.password || url.search || url.hash)
    throw invalidField('endpoint', 'Write the address without sign-in, "?" or "#".')
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  if (isSandbox(address)) return address
  if (url.protocol !== 'https:')
    throw invalidField(
      'endpoint',
      'The address must begin with https://, so that the key is not readable on the way.',
    )
  const found = await addressesOf(url.hostname)
  if (!found.length)
    throw invalidField('endpoint', `There is no host named ${url.hostname}. Check the spelling.`)
  if (!found.every(isPublic))
    throw invalidField(
      'endpoint',
      `${url.hostname} is not on the public internet. Use the address of the provider.`,
    )
  return address
}
