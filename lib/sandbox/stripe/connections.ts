import type { Docs, Kernel } from '../kernel'
import { randomText } from './ids'
import type { Scope } from './store'

/** What a platform was given for the account of another business (psp.md 3.6). */
export type Connection = {
  id: string
  client: string
  platform: string
  account: string
  livemode: boolean
  /** The authorization code that it was made with. */
  code: string
  accessToken: string
  refreshToken: string
  publishableKey: string
}

const docs = (kernel: Kernel): Docs<Connection> => kernel.docs('stripe.connection')

export const connections = (kernel: Kernel): Connection[] => docs(kernel).all()

const modeOf = ({ livemode }: Pick<Scope, 'livemode'>) => (livemode ? 'live' : 'test')
const wordOf = (account: string) => account.slice('acct_'.length)

/** The one client id of a platform in a mode: `ca_test_demo_fake` of `acct_demo`. */
export const clientOf = (platform: Scope): string => `ca_${modeOf(platform)}_${wordOf(platform.account)}_fake`

/** Whose application a client id is, as a key tells whose it is. */
export function platformOf(client: string): Scope | undefined {
  const [, mode, word] = /^ca_(test|live)_([A-Za-z0-9]+)_fake$/.exec(client) ?? []
  return word ? { account: `acct_${word}`, livemode: mode === 'live' } : undefined
}

const idOf = (client: string, account: string) => `${client} ${account}`

export function connect(kernel: Kernel, platform: Scope, account: string, code: string): Connection {
  const { livemode } = platform
  const client = clientOf(platform)
  const own = `${modeOf(platform)}_${wordOf(account)}_oauth`
  const connection: Connection = {
    id: idOf(client, account),
    client,
    platform: platform.account,
    account,
    livemode,
    code,
    accessToken: `sk_${own}${randomText(24)}`,
    refreshToken: `rt_${randomText(32)}`,
    publishableKey: `pk_${own}${randomText(24)}`,
  }
  docs(kernel).put(connection.id, connection)
  return connection
}

export const forget = (kernel: Kernel, { id }: Connection) => docs(kernel).delete(id)

export const ofClient = (kernel: Kernel, client: string, account: string): Connection | undefined =>
  docs(kernel).get(idOf(client, account))

// An account that is connected in live mode is so in test mode too; the other way round it is not.
const reaches = (connection: Connection, { livemode }: Pick<Scope, 'livemode'>) =>
  connection.livemode || !livemode

/** What lets a key of this platform and mode act for `account`. */
export const between = (kernel: Kernel, platform: Scope, account: string): Connection | undefined =>
  connections(kernel).find(
    (each) => each.platform === platform.account && each.account === account && reaches(each, platform),
  )

/** Through which platforms hear of what happens in this scope. */
export const connectionsTo = (kernel: Kernel, scope: Scope): Connection[] =>
  connections(kernel).filter((each) => each.account === scope.account && reaches(each, scope))

/** A key that was given out with a connection lives as long as that one. */
export const isOAuthKey = ({ limits }: { limits: string }) => limits.startsWith('_oauth')

export const ofKey = (kernel: Kernel, text: string): Connection | undefined =>
  connections(kernel).find(({ accessToken, publishableKey }) => [accessToken, publishableKey].includes(text))
