import type { Kernel } from '../kernel'
import { quietCall } from './call'
import { connections } from './connections'
import { ApiError } from './errors'
import { emit } from './events'
import { disconnect } from './oauth'
import { changeAccount } from './objects/account'
import { strays } from './objects/strays'
import type { Store } from './store'

const refuse = (status: number, message: string) => Response.json({ message }, { status })

const isStray = (type: unknown): type is keyof typeof strays => typeof type === 'string' && type in strays

/** What a business does at its dashboard: it ends what it has let in, or the one of this client id. */
function leave(kernel: Kernel, store: Store, account: string, client: unknown): Response {
  const found = connections(kernel).filter(
    (each) => each.account === account && (client === undefined || each.client === client),
  )
  for (const each of found) disconnect(kernel, store, each)
  if (found.length === 0) return refuse(409, `${account} is connected to nobody.`)
  return Response.json({ message: `${account} is disconnected from ${found.map((each) => each.client)}.` })
}

/**
 * `POST /_sandbox/stripe/{account}/{action}` with `{livemode?}`: `restrict` and `restore` the account, `deauthorize` with
 * `{client_id?}`, or `event` with `{type}`, which tells of an object that nothing in the sandbox makes.
 */
export function controlAccount(kernel: Kernel, store: Store, path: string[], body: Record<string, unknown>) {
  const [, account = '', name] = path
  const call = quietCall(kernel, store, { account, livemode: body.livemode === true })
  try {
    if (name === 'restrict' || name === 'restore')
      return Response.json({
        message: `${name}: done for ${account}.`,
        object: changeAccount(call, name === 'restrict'),
      })
    if (name === 'deauthorize') return leave(kernel, store, account, body.client_id)
    if (name !== 'event')
      return refuse(404, `There is no action "${name}". Known are restrict, restore, deauthorize, event.`)
    const { type } = body
    if (!isStray(type)) return refuse(400, `"type" is one of ${Object.keys(strays).join(', ')}.`)
    return Response.json({ message: `${type} is told.`, object: emit(call, type, strays[type](call)) })
  } catch (error) {
    if (error instanceof ApiError) return refuse(409, error.message)
    throw error
  }
}
