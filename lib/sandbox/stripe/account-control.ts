import type { Kernel } from '../kernel'
import { quietCall } from './call'
import { ApiError } from './errors'
import { emit } from './events'
import { changeAccount } from './objects/account'
import { strays } from './objects/strays'
import type { Store } from './store'

const refuse = (status: number, message: string) => Response.json({ message }, { status })

const isStray = (type: unknown): type is keyof typeof strays => typeof type === 'string' && type in strays

/**
 * `POST /_sandbox/stripe/{account}/{action}` with `{livemode?}`: `restrict` and `restore` the account, or `event` with
 * `{type}`, which tells of an object that nothing in the sandbox makes.
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
    if (name !== 'event')
      return refuse(404, `There is no action "${name}". Known are restrict, restore, event.`)
    const { type } = body
    if (!isStray(type)) return refuse(400, `"type" is one of ${Object.keys(strays).join(', ')}.`)
    return Response.json({ message: `${type} is told.`, object: emit(call, type, strays[type](call)) })
  } catch (error) {
    if (error instanceof ApiError) return refuse(409, error.message)
    throw error
  }
}
