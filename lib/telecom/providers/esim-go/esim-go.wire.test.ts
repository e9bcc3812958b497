import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '@/lib/sandbox/start'
import type { Activations, Carrier, FoundOrder, OfferFacts } from '../../provider'
import { esimGo } from './index'

const dir = mkdtempSync(join(tmpdir(), 'simyard-esim-go-'))
let sandbox: Awaited<ReturnType<typeof startSandbox>>

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(dir, { recursive: true })
})

/** What the sandbox offers for testing, beside the vendor's own paths. */
async function control(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}

const connect = (apiKey: string, version = 'v2.5', limitMs = 10_000): Required<Carrier> =>
  esimGo.connect({ apiKey }, { url: `${sandbox.url}/esim-go/${version}`, limitMs }) as Required<Carrier>

async function offersOf(carrier: Required<Carrier>): Promise<OfferFacts[]> {
  const offers: OfferFacts[] = []
  for await (const offer of carrier.listOffers()) offers.push(offer)
  return offers
}

async function offerNamed(carrier: Required<Carrier>, part: RegExp): Promise<string> {
  const offer = (await offersOf(carrier)).find(({ externalId }) => part.test(externalId))
  expect(offer, `an offer like ${part}`).toBeDefined()
  return offer!.externalId
}

/** Moves the sandbox's clock on until the code is there, as a buyer would wait. */
async function activationOf(carrier: Required<Carrier>, orderId: string): Promise<Activations> {
  for (let waited = 0, pause = 0; waited < 300; waited += pause) {
    const found = await carrier.fetchActivation(orderId)
    if (found.status === 'ready') return found
    pause = Math.max(1, Math.ceil(found.retryAfterMs / 1000))
    await control('clock', { advance_s: pause })
  }
  return { status: 'not ready', retryAfterMs: 0 }
}

const anOffer = { reference: 'prv_wire' }
const small = /_1GB_/

describe.each(['sbx_esimgo_unlimited', 'sbx_esimgo_unlimited_wrapped'])('with the account %s', (apiKey) => {
  test('an eSIM is bought, installed, used, topped up, suspended, and what is unused given back', async () => {
    const carrier = connect(apiKey)
    const account = await carrier.testConnection()
    expect(account.balance?.amount).toBeGreaterThan(0n)

    const offers = await offersOf(carrier)
    expect(offers.every(({ days, countries }) => days > 0 && countries.length > 0)).toBe(true)
    const offer = offers.find(({ externalId }) => small.test(externalId))!
    expect(offer.dataBytes).toBe(1_000_000_000n)
    const quote = await carrier.quote({ offerId: offer.externalId, quantity: 1 })
    expect(quote).toEqual({ valid: true, total: offer.price })

    const placed = await carrier.order({ offerId: offer.externalId, ...anOffer })
    const [iccid = ''] = placed.iccids
    const activation = await activationOf(carrier, placed.orderId)
    expect(activation).toMatchObject({
      status: 'ready',
      profiles: [{ iccid, lpa: expect.stringMatching(/^LPA:1\$[\w.-]+\$[\w-]+$/) }],
    })
    expect((await carrier.balance()).amount).toBe(account.balance!.amount - offer.price.amount)

    await carrier.tag(iccid, 'prv_wire')
    expect(await carrier.fetchProfile(iccid)).toMatchObject({ state: 'released', reference: 'prv_wire' })
    expect(await carrier.location(iccid).catch(() => null)).toBeNull()

    await control(`esim/${iccid}/install`, {})
    await control(`esim/${iccid}/enable`, {})
    const [country = ''] = offer.countries
    const [{ networks } = { networks: [] }] = await carrier.listNetworks([country])
    await control(`esim/${iccid}/use`, { bytes: 250_000_000, mcc: networks[0]?.mcc, mnc: networks[0]?.mnc })
    expect((await carrier.fetchProfile(iccid)).installedAt).toBeInstanceOf(Date)
    expect(await carrier.listBundles(iccid)).toMatchObject([
      {
        state: 'active',
        initialBytes: 1_000_000_000n,
        remainingBytes: 750_000_000n,
        endsAt: expect.any(Date),
      },
    ])
    expect(await carrier.location(iccid)).toMatchObject({ country, network: networks[0]?.name })

    expect(await carrier.isCompatible(iccid, offer.externalId)).toBe(true)
    const topUp = await carrier.topUp({ iccid, offerId: offer.externalId, reference: 'prv_more' })
    expect(topUp.iccid).toBe(iccid)
    await control('clock', { advance_s: 600 })
    const queued = (await carrier.listBundles(iccid)).find(({ state }) => state === 'queued')
    expect(queued?.remainingBytes).toBe(1_000_000_000n)

    await carrier.suspend(iccid)
    expect((await carrier.fetchProfile(iccid)).service).toBe('suspended')
    await carrier.resume(iccid)
    expect((await carrier.fetchProfile(iccid)).service).toBe('active')

    expect(await carrier.revoke({ iccid, bundle: queued! })).toEqual({ refunded: 'inventory' })
    const left = await carrier.listBundles(iccid)
    expect(left.find(({ id }) => id === queued?.id)?.state ?? 'revoked').toBe('revoked')
  })

  test.each([
    ['timeout_after_commit', 1],
    ['timeout', 0],
    ['reset', 0],
    ['status:500', 0],
  ])('a purchase lost by %s is found %s times among the orders', async (fault, times) => {
    const carrier = connect(apiKey)
    const offerId = await offerNamed(carrier, small)
    await control('clock', { advance_s: 3600 })
    const since = new Date(
      ((await (await fetch(`${sandbox.url}/_sandbox/clock`)).json()) as { now: string }).now,
    )
    await control('faults', { service: 'esim-go', method: 'POST', path: '/orders', times: 1, fault })

    const hasty = connect(apiKey, 'v2.5', 1_000)
    await expect(hasty.order({ offerId, ...anOffer })).rejects.toMatchObject({ kind: 'unknown_outcome' })

    const found: FoundOrder[] = await carrier.findOrders(since)
    expect(found).toHaveLength(times)
    for (const order of found) {
      expect(order).toMatchObject({ offerId, quantity: 1, iccids: [expect.stringMatching(/^\d{18,20}$/)] })
      expect((await activationOf(carrier, order.orderId)).status).toBe('ready')
    }
  })

  test.each([
    [/SBXOUTOFSTOCK/, 'out_of_stock'],
    [/SBXNOBALANCE/, 'insufficient_balance'],
  ])('%s is refused before and at the purchase', async (part, kind) => {
    const carrier = connect(apiKey)
    const offerId = await offerNamed(carrier, part)
    expect(await carrier.quote({ offerId, quantity: 1 })).toMatchObject({ valid: false })
    await expect(carrier.order({ offerId, ...anOffer })).rejects.toMatchObject({ kind })
  })

  test('a top-up that does not fit lands on a new eSIM only when that is allowed', async () => {
    const carrier = connect(apiKey)
    const { iccids } = await carrier.order({ offerId: await offerNamed(carrier, small), ...anOffer })
    const iccid = iccids[0]!
    const offerId = await offerNamed(carrier, /SBXICCIDCHANGE/)
    expect(await carrier.isCompatible(iccid, offerId)).toBe(false)
    await expect(carrier.topUp({ iccid, offerId, ...anOffer })).rejects.toMatchObject({
      kind: 'not_compatible',
    })
    const landed = await carrier.topUp({ iccid, offerId, ...anOffer, allowNewSim: true })
    expect(landed.iccid).not.toBe(iccid)
  })

  test('an order that takes its time is placed at once and ready later', async () => {
    const carrier = connect(apiKey)
    const placed = await carrier.order({ offerId: await offerNamed(carrier, /SBXSLOW/), ...anOffer })
    expect(await carrier.fetchActivation(placed.orderId)).toMatchObject({ status: 'not ready' })
    expect(await activationOf(carrier, placed.orderId)).toMatchObject({ profiles: [{}] })
  })
})

describe.each([
  ['hex', false],
  ['base64', true],
])('callbacks signed in %s with the ICCID as a number: %s', (encoding, iccid_as_number) => {
  test('say what was used, and are not believed with another key', async () => {
    const apiKey = `sbx_esimgo_unlimited_${encoding}`
    const carrier = connect(apiKey)
    const calls: { headers: Headers; body: string }[] = []
    let told = () => {}
    const used = new Promise<void>((resolve) => {
      told = resolve
    })
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      calls.push({ headers: new Headers(request.headers as Record<string, string>), body })
      response.end()
      if (body.includes('Utilisation')) told()
    }).listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    const { port } = server.address() as AddressInfo
    await control('esim-go/callback', {
      api_key: apiKey,
      url: `http://127.0.0.1:${port}/hook`,
      encoding,
      iccid_as_number,
    })

    const offer = (await offersOf(carrier)).find(({ externalId }) => small.test(externalId))!
    const { iccids } = await carrier.order({ offerId: offer.externalId, ...anOffer })
    const iccid = iccids[0]!
    await control('clock', { advance_s: 600 })
    await control(`esim/${iccid}/install`, {})
    await control(`esim/${iccid}/enable`, {})
    const [{ networks } = { networks: [] }] = await carrier.listNetworks(offer.countries.slice(0, 1))
    await control(`esim/${iccid}/use`, { bytes: 600_000_000, mcc: networks[0]?.mcc, mnc: networks[0]?.mnc })
    await used
    server.close()

    const notices = calls.flatMap((call) => carrier.readNotice(call))
    expect(notices.every((notice) => notice.iccid === iccid)).toBe(true)
    expect(new Set(notices.map(({ eventId }) => eventId)).size).toBe(notices.length)
    const [bundle] = await carrier.listBundles(iccid)
    expect(notices).toContainEqual(
      expect.objectContaining({
        kind: 'usage',
        bundle: expect.objectContaining({ id: bundle?.id, initialBytes: 1_000_000_000n }),
      }),
    )
    const stranger = connect('sbx_esimgo_stranger')
    expect(() => stranger.readNotice(calls[0]!)).toThrow(expect.objectContaining({ code: 'unauthenticated' }))
  })
})

test('calls without a pause are told to make one', async () => {
  const carrier = connect('sbx_esimgo_hasty')
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => carrier.testConnection()))
  const refused = answers.filter((answer) => answer.status === 'rejected')
  expect(refused).toHaveLength(2)
  expect(refused[0]?.reason).toMatchObject({ kind: 'rate_limited', retryAfterMs: 1000, isRetryable: true })
})

test('a key that is not known is refused, with the place of the right one', async () => {
  await expect(connect('fake-unknown-key').testConnection()).rejects.toMatchObject({ kind: 'auth' })
})

test("another account's eSIM is not ours to see", async () => {
  const [owner, stranger] = [connect('sbx_esimgo_owner'), connect('sbx_esimgo_other')]
  const { iccids } = await owner.order({ offerId: await offerNamed(owner, small), ...anOffer })
  await expect(stranger.fetchProfile(iccids[0]!)).rejects.toMatchObject({
    kind: expect.stringMatching(/^(permission|not_found)$/),
  })
})

test('v2.4 sells as v2.5 does', async () => {
  const carrier = connect('sbx_esimgo_older', 'v2.4')
  const placed = await carrier.order({ offerId: await offerNamed(carrier, small), ...anOffer })
  expect(await activationOf(carrier, placed.orderId)).toMatchObject({ status: 'ready' })
})
