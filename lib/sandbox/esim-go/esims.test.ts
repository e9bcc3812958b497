import { expect, test } from 'vitest'
import { fr, key, open } from './caller'

test('install details come as 503 with Retry-After first, then as JSON or, unasked, as CSV', async () => {
  const { call, tell, order } = await open()
  const { orderReference: reference, order: lines } = (await order(fr)).body
  const path = `/esims/assignments?reference=${reference}&additionalFields=installUrl`
  const early = await call('GET', path)
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1'])
  await tell('clock', { advance_s: 2 })
  const [row] = (await call('GET', path)).body
  expect(row).toMatchObject({
    iccid: lines[0].iccids[0],
    smdpAddress: 'smdp.sandbox.test',
    profileStatus: 'Released',
    pin: expect.stringMatching(/^\d{4}$/),
    puk: expect.stringMatching(/^\d{8}$/),
    appleInstallUrl: `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$smdp.sandbox.test$${lines[0].esims[0].matchingId}`,
    androidInstallUrl: expect.stringContaining('carddata=LPA:1$'),
  })
  const csv = await call('GET', path, undefined, { Accept: '*/*' })
  expect(csv.body.split('\n').slice(0, 2)).toEqual([
    'ICCID,Matching ID,RSP URL,Bundle,Reference',
    `${row.iccid},${row.matchingId},smdp.sandbox.test,${fr},${reference}`,
  ])
  expect((await call('GET', '/esims/assignments?reference=nothing')).status).toBe(400)
})

test('a suspended eSIM uses nothing until it is resumed; v2.4 does not know of it', async () => {
  const { url, call, tell, buy } = await open()
  const iccid = await buy()
  const suspended = await call('POST', `/esims/${iccid}/suspend`, { suspend: true })
  expect([suspended.status, suspended.body]).toEqual([201, { status: 'eSIM suspended successfully' }])
  expect((await call('GET', `/esims/${iccid}/suspend`)).body.state).toBe('Suspended')
  expect((await call('GET', `/esims/${iccid}`)).body.state).toBe('Suspended')
  expect((await tell(`esim/${iccid}/use`)).status).toBe(409)
  await call('POST', `/esims/${iccid}/suspend`, { suspend: false })
  expect((await tell(`esim/${iccid}/use`)).status).toBe(200)
  const old = await fetch(`${url}/esim-go/v2.4/esims/${iccid}/suspend`, { headers: { 'X-API-Key': key } })
  expect(old.status).toBe(404)
})

test('our reference is kept on the eSIM and eSIMs are found by it', async () => {
  const { call, buy } = await open()
  const iccid = await buy()
  await buy()
  expect((await call('PUT', '/esims', { iccid, customerRef: 'ord_1' })).body).toEqual({ status: 'success' })
  const found = (await call('GET', '/esims?filterBy=customerRef&filter=ord_1')).body.esims
  expect(found).toMatchObject([{ iccid, customerRef: 'ord_1', lastAction: 'eSIM Updated', physical: false }])
  expect((await call('GET', '/esims')).body.esims).toHaveLength(2)
  expect((await call('GET', '/esims?perPage=11')).status).toBe(400)
})

test('another organisation’s eSIMs and orders are out of reach', async () => {
  const { url, buy } = await open()
  const iccid = await buy()
  const stranger = { headers: { 'X-API-Key': 'sbx_esimgo_stranger' } }
  expect((await fetch(`${url}/esim-go/v2.5/esims/${iccid}`, stranger)).status).toBe(403)
  expect((await (await fetch(`${url}/esim-go/v2.5/esims`, stranger)).json()).esims).toEqual([])
  expect(await (await fetch(`${url}/esim-go/v2.5/orders`, stranger)).json()).toEqual([])
})

test('an SMS has 1 to 160 characters', async () => {
  const { call, buy } = await open()
  const iccid = await buy()
  expect((await call('POST', `/esims/${iccid}/sms`, { message: 'Hello!', from: 'eSIM' })).body).toEqual({
    status: 'sent',
  })
  expect((await call('POST', `/esims/${iccid}/sms`, { message: 'x'.repeat(161) })).status).toBe(400)
})
