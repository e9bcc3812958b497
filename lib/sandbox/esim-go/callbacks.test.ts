import { expect, test } from 'vitest'
import { sign } from './callbacks'
import { alertOf, callbacks, fr, key, open } from './caller'

test('callbacks are signed as the vendor signs', () => {
  // Test vector of the vendor's scheme, recomputed with another tool.
  const body = '{"iccid":"8944538532008160222","alertType":"Utilisation"}'
  expect(sign(body, 'test-api-key', 'hex')).toBe(
    '031849a5faa1d4d4f4e768a063cd376b7cb5ca53ec6eca1036098e580d819142',
  )
  expect(sign(body, 'test-api-key', 'base64')).toBe('AxhJpfqh1NT052igY803a3y1ylPsbsoQNgmOWA2BkUI=')
})

test('callbacks tell first attachment, country, first use and 50, 80 and 100 percent, signed', async () => {
  const { tell, buy } = await open()
  const drain = await callbacks(tell)
  const iccid = await buy()
  const types = async () => (await drain()).map(alertOf)
  await tell(`esim/${iccid}/use`, { bytes: 100_000_000 })
  const first = await drain()
  expect(first.map(alertOf)).toEqual(['FirstAttachment', 'CountryChange', 'FirstUse'])
  for (const { body, signature } of first) expect(signature).toBe(sign(body, key, 'hex'))
  expect(JSON.parse(first[1]?.body ?? '')).toEqual({
    iccid,
    alertType: 'CountryChange',
    country: { code: 'FR', name: 'France' },
  })
  await tell(`esim/${iccid}/use`, { bytes: 300_000_000 })
  expect(await types()).toEqual([])
  await tell(`esim/${iccid}/use`, { bytes: 100_000_000 })
  const [half] = await drain()
  expect(JSON.parse(half?.body ?? '')).toMatchObject({
    iccid,
    alertType: 'Utilisation',
    bundle: {
      id: expect.any(String),
      name: fr,
      initialQuantity: 1e9,
      remainingQuantity: 5e8,
      unlimited: false,
    },
  })
  await tell(`esim/${iccid}/use`, { bytes: 300_000_000 })
  expect(await types()).toEqual(['Utilisation'])
  await tell(`esim/${iccid}/use`, { bytes: 200_000_000 })
  expect(await types()).toEqual(['Utilisation'])
  await tell(`esim/${iccid}/use`, { mcc: '262' })
  await tell(`esim/${iccid}/use`, { mcc: '262' })
  expect(await types()).toEqual(['CountryChange'])
})

test('a callback may carry a base64 signature and an ICCID that is too long for a number', async () => {
  const { tell, buy } = await open()
  const drain = await callbacks(tell, { encoding: 'base64', iccid_as_number: true })
  const iccid = await buy()
  await tell(`esim/${iccid}/use`)
  const [first] = await drain()
  expect(first?.body).toContain(`"iccid":${iccid},`)
  expect(first?.signature).toBe(sign(first?.body ?? '', key, 'base64'))
})
