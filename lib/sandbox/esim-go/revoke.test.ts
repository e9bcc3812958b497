import { expect, test } from 'vitest'
import { fr, key, open } from './caller'

test('an unused bundle can be revoked into the inventory; an empty eSIM nobody installed leaves the account', async () => {
  const { call, tell, buy } = await open()
  const [kept, returned] = [await buy(), await buy()]
  await tell(`esim/${kept}/install`)
  const dry = await call('DELETE', `/esims/${kept}/bundles/${fr}?type=validate`)
  expect(dry.body.options).toMatchObject([{ refundTo: 'inventory', offerId: expect.any(String) }])
  const done = await call('DELETE', `/esims/${kept}/bundles/${fr}?type=transaction`)
  expect(done.body.status).toBe('Successfully Revoked Bundle, bundle has been refunded to inventory')
  await call('DELETE', `/esims/${returned}/bundles/${fr}`)
  expect((await call('GET', `/esims/${kept}`)).status).toBe(200)
  expect((await call('GET', `/esims/${returned}`)).status).toBe(403)
  const [lot] = (await call('GET', '/inventory')).body.bundles
  expect(lot).toMatchObject({
    name: fr,
    data: 1000,
    durationUnit: 'day',
    available: [{ remaining: 1 }, { remaining: 1 }],
  })
  await tell(`esim/${returned}/install`)
  await tell('clock', { advance_s: 4 * 86_400 })
  expect((await call('GET', `/esims/${returned}`)).status).toBe(200)
})

test('a bundle in use cannot be revoked, and money comes back only where refunds are enabled', async () => {
  const { call, tell, order, buy } = await open()
  const iccid = await buy()
  const id = (await call('GET', `/esims/${iccid}/bundles/${fr}`)).body.assignments[0].id
  const path = `/esims/${iccid}/bundles/${fr}/assignments/${id}?refundToBalance=true&offerId=offer-${id}`
  expect((await call('DELETE', path)).status).toBe(403)
  await tell('esim-go/refunds', { api_key: key, enabled: true })
  expect((await call('DELETE', path)).status).toBe(200)
  expect((await call('GET', '/organisation')).body.balance).toBe(10_000)
  const used = (await order(fr)).body.order[0].iccids[0]
  await tell(`esim/${used}/use`)
  expect((await call('DELETE', `/esims/${used}/bundles/${fr}`)).status).toBe(400)
})

test('bundles bought without an eSIM wait in the inventory, are applied from it and refunded', async () => {
  const { call, tell, order } = await open()
  await order(fr, { quantity: 3 }, { assign: false })
  const applied = (await call('POST', '/esims/apply', { name: fr })).body
  expect(applied).toMatchObject({ applyReference: expect.any(String), esims: [{ bundle: fr }] })
  await tell('clock', { advance_s: 2 })
  expect((await call('GET', `/esims/assignments?reference=${applied.applyReference}`)).body).toHaveLength(1)
  const usageId = (await call('GET', '/inventory')).body.bundles[0].available[0].id
  expect((await call('POST', '/inventory/refund', { usageId, quantity: 1 })).status).toBe(403)
  await tell('esim-go/refunds', { api_key: key, enabled: true })
  expect((await call('POST', '/inventory/refund', { usageId, quantity: 3 })).status).toBe(400)
  expect((await call('POST', '/inventory/refund', { usageId, quantity: 2 })).status).toBe(200)
  expect((await call('GET', '/organisation')).body.balance).toBe(9_998.65)
  expect((await call('POST', '/esims/apply', { bundles: [{ name: fr }] })).status).toBe(403)
})
