import { callerOf, openSandbox, receiver } from '../caller'

/** The key of the tests; `unlimited` spares them the vendor's rate limit. */
export const key = 'sbx_esimgo_unlimited_test'
export const fr = 'esim_1GB_7D_FR_V2'

/** For tests: a sandbox of its own, gone after the test, and someone who calls its eSIM Go with one key. */
export async function open({ apiKey = key, dir }: { apiKey?: string; dir?: string } = {}) {
  const sandbox = await openSandbox(dir)
  const call = callerOf(`${sandbox.url}/esim-go/v2.5`, { 'X-API-Key': apiKey })
  const order = (item: string, line: Record<string, unknown> = {}, head: Record<string, unknown> = {}) =>
    call('POST', '/orders', {
      type: 'transaction',
      assign: true,
      order: [{ type: 'bundle', quantity: 1, item, ...line }],
      ...head,
    })
  return {
    ...sandbox,
    call,
    order,
    buy: async (item = fr): Promise<string> => (await order(item)).body.order[0].iccids[0],
    stateOf: async (iccid: string): Promise<string> =>
      (await call('GET', `/esims/${iccid}/bundles/${fr}`)).body.assignments[0].bundleState,
  }
}

export const alertOf = ({ body }: { body: string }): string => JSON.parse(body).alertType

/** For tests: a callback address, and a function that gives what came there since it was last asked, in order. */
export async function callbacks(
  tell: Awaited<ReturnType<typeof open>>['tell'],
  more: Record<string, unknown> = {},
) {
  const { url, got } = await receiver()
  await tell('esim-go/callback', { api_key: key, url, ...more })
  await tell('webhooks', { service: 'esim-go', mode: 'hold' })
  return async () => {
    await tell('webhooks/release')
    return got.splice(0).map(({ body, headers }) => ({ body, signature: headers['x-signature-sha256'] }))
  }
}
