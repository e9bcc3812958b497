import { expect, test } from 'vitest'
import { open } from './caller'

test('a bundle is processing, queued, active, depleted; the next one takes over', async () => {
  const { call, tell, order, buy, stateOf } = await open()
  const iccid = await buy()
  expect(await stateOf(iccid)).toBe('processing')
  await tell('clock', { advance_s: 5 })
  expect(await stateOf(iccid)).toBe('queued')
  await tell(`esim/${iccid}/use`, { bytes: 400_000_000 })
  expect(await stateOf(iccid)).toBe('active')
  await order('esim_3GB_30D_FR_V2', { iccids: [iccid] })
  expect((await tell(`esim/${iccid}/use`, { bytes: 700_000_000 })).body.usedBytes).toBe(700_000_000)
  const { bundles } = (await call('GET', `/esims/${iccid}/bundles`)).body
  expect(
    bundles.map((each: { assignments: { bundleState: string; remainingQuantity: number }[] }) => [
      each.assignments[0]?.bundleState,
      each.assignments[0]?.remainingQuantity,
    ]),
  ).toEqual([
    ['depleted', 0],
    ['active', 2_900_000_000],
  ])
})

test('a bundle in use ends with its days, an unused one lapses', async () => {
  const { tell, buy, stateOf, call } = await open()
  const [used, unused, ended] = [await buy(), await buy(), await buy()]
  await tell(`esim/${used}/use`)
  await tell(`esim/${ended}/use`)
  await tell(`esim/${ended}/expire`)
  expect(await stateOf(ended)).toBe('expired')
  await tell('clock', { advance_s: 7 * 86_400 })
  expect([await stateOf(used), await stateOf(unused)]).toEqual(['expired', 'queued'])
  await tell('clock', { advance_s: 365 * 86_400 })
  expect(await stateOf(unused)).toBe('lapsed')
  const names = (await call('GET', `/esims/${used}/history`)).body.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['Bundle Applied', 'eSIM First Attachment', 'eSIM First Use', 'Bundle Expired'])
})

test('a phone installs, switches on and off, and deletes; what it cannot do is refused with a sentence', async () => {
  const { call, tell, buy } = await open()
  const iccid = await buy()
  const status = async () => (await call('GET', `/esims/${iccid}`)).body.profileStatus
  for (const [action, expected] of [
    ['install', 'Installed'],
    ['enable', 'Enabled'],
    ['disable', 'Disabled'],
    ['enable', 'Enabled'],
    ['delete', 'Deleted'],
  ]) {
    expect((await tell(`esim/${iccid}/${action}`)).status).toBe(200)
    expect(await status()).toBe(expected)
  }
  expect((await call('GET', `/esims/${iccid}`)).body.firstInstalledDateTime).toBeGreaterThan(1.7e12)
  expect(await tell(`esim/${iccid}/install`)).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('Deleted') },
  })
  expect(await tell('esim/8944538532008160222/install')).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('did not issue') },
  })
  expect((await tell(`esim/${iccid}/explode`)).status).toBe(400)
  expect((await tell(`esim/${iccid}/use`, { bytes: -1 })).status).toBe(400)
})

test('abroad, where no bundle covers, the phone is seen but uses nothing', async () => {
  const { call, tell, buy } = await open()
  const iccid = await buy()
  expect((await call('GET', `/esims/${iccid}/location`)).body.country).toBe('')
  expect((await tell(`esim/${iccid}/use`, { mcc: '262', mnc: '02' })).body).toMatchObject({
    usedBytes: 0,
    country: 'DE',
  })
  expect((await call('GET', `/esims/${iccid}/location`)).body).toMatchObject({
    mobileNetworkCode: 'DEUD2',
    country: 'DE',
    networkName: 'Vodafone',
  })
})
