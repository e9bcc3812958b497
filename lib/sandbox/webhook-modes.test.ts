import { expect, test } from 'vitest'
import { receiver } from './caller'
import { alertOf, key, open } from './esim-go/caller'

const inOrder = ['FirstAttachment', 'CountryChange', 'FirstUse']

/** An eSIM whose first use is told to a receiver by three webhooks. */
async function openWithReceiver() {
  const sandbox = await open()
  const { url, got } = await receiver()
  await sandbox.tell('esim-go/callback', { api_key: key, url })
  const iccid = await sandbox.buy()
  const use = (bytes?: number) => sandbox.tell(`esim/${iccid}/use`, { bytes })
  const mode = (name: string) => sandbox.tell('webhooks', { service: 'esim-go', mode: name })
  const release = async () => (await sandbox.tell('webhooks/release')).body.released
  return { ...sandbox, hookUrl: url, got, use, mode, release }
}

test('webhooks go out as they happen, and each attempt is listed', async () => {
  const { use, got, read, hookUrl } = await openWithReceiver()
  await use()
  await expect.poll(() => read('webhooks?service=esim-go')).toHaveLength(3)
  expect(got.map(alertOf).sort()).toEqual(inOrder.toSorted())
  const [first] = await read('webhooks')
  expect(first).toMatchObject({ service: 'esim-go', url: hookUrl, attempt: 1, status: 200 })
  expect(await read('webhooks?service=stripe')).toEqual([])
})

test('held webhooks wait for their release and then come in their order', async () => {
  const { use, got, mode, release, read } = await openWithReceiver()
  await mode('hold')
  await use()
  expect(await read('webhooks')).toEqual([])
  expect(await release()).toBe(3)
  expect(got.map(alertOf)).toEqual(inOrder)
  expect(await release()).toBe(0)
})

test('dropped webhooks never come', async () => {
  const { use, got, mode, release } = await openWithReceiver()
  await mode('drop')
  await use()
  await mode('normal')
  expect(await release()).toBe(0)
  await use(900_000_000)
  await expect.poll(() => got.map(alertOf)).toEqual(['Utilisation'])
})

test('the webhooks to one address can be dropped alone', async () => {
  const { use, got, tell, hookUrl } = await openWithReceiver()
  const set = (mode: string, url: string) => tell('webhooks', { service: 'esim-go', mode, url })
  await set('drop', hookUrl)
  await use()
  await set('normal', hookUrl)
  await set('drop', 'http://127.0.0.1:9/another')
  await use(900_000_000)
  await expect.poll(() => got.map(alertOf)).toEqual(['Utilisation'])
})

test('a duplicated webhook comes three times', async () => {
  const { use, got, mode, read } = await openWithReceiver()
  await use()
  await expect.poll(() => got).toHaveLength(3)
  await mode('duplicate')
  await use(900_000_000)
  await expect.poll(() => read('webhooks')).toHaveLength(6)
  const copies = got.slice(3).map(({ body }) => body)
  expect([copies.length, new Set(copies).size]).toEqual([3, 1])
})

test('shuffled webhooks come in another order, by themselves or when released', async () => {
  const { use, got, mode, release, tell } = await openWithReceiver()
  await mode('shuffle')
  await use()
  expect(await release()).toBe(3)
  expect(got.map(alertOf)).not.toEqual(inOrder)
  await use(900_000_000)
  await tell('clock', { advance_s: 3 })
  expect(got).toHaveLength(4)
})
