import { z } from 'zod'
import { act, deviceActions } from './device'
import { answerRefusal, Refusal } from './refusal'
import { accountOf, isHeld, type Store } from './store'

const isTrue = z.union([z.boolean(), z.stringbool()])
const Key = z.string().startsWith('sbx_esimgo_')
const Portal = z.object({
  api_key: Key,
  url: z.url({ protocol: /^https?$/ }),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  iccid_as_number: isTrue.default(false),
})
const Refunds = z.object({ api_key: Key, enabled: isTrue })
const Doing = z.object({
  bytes: z.coerce.number().int().min(0).max(1e15).optional(),
  mcc: z.coerce
    .string()
    .regex(/^\d{3}$/, 'is three digits')
    .optional(),
  mnc: z.coerce
    .string()
    .regex(/^\d{2,3}$/, 'is two or three digits')
    .optional(),
})
const Chosen = z.object({ iccid: z.string(), action: z.string() })

function setCallback(store: Store, body: unknown): Response {
  const { api_key, url, encoding, iccid_as_number: iccidAsNumber } = Portal.parse(body)
  const account = accountOf(store, api_key)
  if (!account) throw new Refusal(400, 'The API key needs some text behind sbx_esimgo_.')
  store.accounts.put(account.key, { ...account, callback: { url, encoding, iccidAsNumber } })
  return Response.json({ message: `Callbacks go to ${url}.` })
}

function setRefunds(store: Store, body: unknown): Response {
  const { api_key, enabled } = Refunds.parse(body)
  const account = accountOf(store, api_key)
  if (!account) throw new Refusal(400, 'The API key needs some text behind sbx_esimgo_.')
  store.accounts.put(account.key, { ...account, refundsEnabled: enabled })
  return Response.json({ message: `Refunds to balance are ${enabled ? 'on' : 'off'}.` })
}

function onDevice(store: Store, iccid: string, action: string, body: unknown): Response {
  const known = deviceActions.find((each) => each === action)
  if (!known) throw new Refusal(400, `The action is one of ${deviceActions.join(', ')}.`)
  const esim = store.esims.get(iccid)
  if (!esim)
    throw new Refusal(
      404,
      `This sandbox did not issue ${iccid}. Only eSIMs bought from its eSIM Go can be used.`,
    )
  const result = act(store, esim, known, Doing.parse(body))
  const isBack = isHeld(esim, store.kernel.now())
  const used = 'usedBytes' in result ? `, ${Number(result.usedBytes).toLocaleString('en')} bytes used` : ''
  const message = `${iccid} is ${esim.status}${used}${isBack ? '' : ', and no longer in its account'}.`
  return Response.json({ message, ...result })
}

/** `esim/{iccid}/{action}` is a phone in someone's hand; `esim-go/...` is what the vendor's portal sets. */
export async function controlEsimGo(
  store: Store,
  path: string[],
  body: Record<string, unknown>,
): Promise<Response | undefined> {
  const [service, first, second] = path
  try {
    if (service === 'esim' && path.length === 1) {
      const { iccid, action } = Chosen.parse(body)
      return onDevice(store, iccid.trim(), action, body)
    }
    if (service === 'esim' && first && second && path.length === 3)
      return onDevice(store, first, second, body)
    if (service !== 'esim-go' || path.length !== 2) return undefined
    if (first === 'callback') return setCallback(store, body)
    if (first === 'refunds') return setRefunds(store, body)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return answerRefusal(error)
    throw error
  }
}
