import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '@/db/free-port'
import { notices, payments, refunds } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { money } from '@/lib/core/money'
import { newToken } from '@/lib/core/secrets'
import { handleNotice } from '@/lib/inbox/jobs'
import { fulfilOrder } from '@/lib/orders/jobs'
import { addressFor } from '@/lib/payments/providers/custom/gateway'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeCheckoutInput, makeShop, makeTenant } from '@/lib/testing/make'
import { receiveAll } from '@/lib/testing/receive'
import { beginPurchase } from './begin'
import { comeBack, lookAtOrder } from './come-back'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let inbox: Awaited<ReturnType<typeof receiveAll>>
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })
  inbox = await receiveAll()
})
afterEach(() => tell('webhooks', { service: 'custom', mode: 'normal' }))
afterAll(async () => {
  await inbox.close()
  await sandbox.close()
})

const from = { ip: '192.0.2.1', agent: 'test' }
const jobs = [fulfilOrder, settlePayment, handleNotice, submitRefund]

async function tell(path: string, body: object) {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.status
}

/** A shop that takes payments at `page`, or at Acme Pay, which was told the shop; and a buyer who was sent there. */
async function begin({
  page = '',
  legacy = '',
  secret = `fake-${newToken()}`,
  webhookKey = newToken(),
} = {}) {
  const ctx = await makeTenant()
  const plain = { title: 'Acme Pay', paymentUrl: page, secret, mode: 'test', legacy }
  const endpoint = `${sandbox.url}/custom`
  const shop = await makeShop(ctx, { psp: { provider: 'custom', name: 'Acme', endpoint, plain, webhookKey } })
  const webhook_url = `${inbox.url}/${webhookKey}`
  if (!page) await tell('custom/shops', { webhook_url, secret, legacy: legacy || 'off' })
  const begun = await beginPurchase(shop.store, makeCheckoutInput(shop), from)
  const rows = () => inTenant(ctx, (tx) => tx.select().from(payments))
  const [payment] = await rows()
  const press = (fields: Record<string, string>) =>
    fetch(begun.redirectUrl!, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
  const told = () => inTenant(ctx, (tx) => tx.$count(notices))
  const see = async () => {
    await runJobs(jobs)
    return (await lookAtOrder(shop.store, begun.token, 'visit'))!
  }
  return { ctx, shop, secret, ...begun, id: payment!.id, rows, press, told, see }
}

test('the buyer pays at Acme Pay and comes back, and its call alone delivers', async () => {
  const order = await begin()
  const page = await (await fetch(order.redirectUrl!)).text()
  expect(page).toContain('Greece 5 GB')
  expect(page).toContain('EUR 9.00')
  const back = await order.press({ end: 'paid' })
  expect(back.headers.get('location')).toMatch(new RegExp(`/orders/${order.token}/return$`))
  await comeBack(order.shop.store, order.token)
  await expect.poll(order.told).toBe(1)
  expect((await order.see()).stage).toBe('ready')
})

test('MS-14 a call that comes three times at once delivers once', async () => {
  const order = await begin()
  await tell('webhooks', { service: 'custom', mode: 'duplicate' })
  await order.press({ end: 'paid' })
  await expect.poll(order.told).toBe(1)
  expect((await order.see()).stage).toBe('ready')
  expect(await order.rows()).toMatchObject([{ status: 'paid', received: 900n }])
})

test('a call that was lost is made again by the gateway', async () => {
  const order = await begin()
  await tell('webhooks', { service: 'custom', mode: 'drop' })
  await order.press({ end: 'paid' })
  expect((await order.see()).stage).toBe('pending')
  await tell('webhooks', { service: 'custom', mode: 'normal' })
  expect(await tell(`custom/${order.id}/tell_again`, {})).toBe(200)
  await expect.poll(order.told).toBe(1)
  expect((await order.see()).stage).toBe('ready')
})

test('money that comes later is waited for, and what is given back at the gateway is seen', async () => {
  const order = await begin()
  await order.press({ end: 'pending' })
  await expect.poll(order.told).toBe(1)
  expect(await order.see()).toMatchObject({ stage: 'pending', payable: null })
  await tell(`custom/${order.id}/settle`, {})
  await expect.poll(order.told).toBe(2)
  expect((await order.see()).stage).toBe('ready')
  await tell(`custom/${order.id}/refund`, { amount: 300 })
  await expect.poll(order.told).toBe(3)
  expect((await order.see()).stage).toBe('ready')
  await tell(`custom/${order.id}/refund`, {})
  await expect.poll(order.told).toBe(4)
  expect((await order.see()).stage).toBe('refunded')
  const back = await inTenant(order.ctx, (tx) => tx.select().from(refunds))
  expect(back.map(({ amount }) => amount).sort()).toEqual([300n, 600n])
})

test('a payment that fails at Acme Pay can be tried again', async () => {
  const order = await begin()
  await order.press({ end: 'failed' })
  await expect.poll(order.told).toBe(1)
  expect(await order.see()).toMatchObject({ stage: 'failed', payable: expect.anything() })
})

test('Acme Pay takes no address that was changed, or that has ended', async () => {
  const order = await begin()
  const cheap = order.redirectUrl!.replace('amount=9.00', 'amount=0.01')
  expect(cheap).not.toBe(order.redirectUrl)
  expect((await fetch(cheap)).status).toBe(400)
  const plain = { secret: order.secret, mode: 'test' as const, legacy: '' as const }
  const sale = { amount: money(900n, 'EUR'), description: 'Greece 5 GB' }
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600
  const ended = addressFor(plain, `${sandbox.url}/custom/pay`, order.id, sale, hourAgo)
  expect((await fetch(ended)).status).toBe(410)
})

test('an old gateway knows only the id, and reports by GET', async () => {
  const order = await begin({ legacy: 'on' })
  expect(await (await fetch(order.redirectUrl!)).text()).toContain('Amount to add')
  expect((await order.press({ end: 'paid', amount: '9.00' })).status).toBe(200)
  await expect.poll(order.told).toBe(1)
  expect((await order.see()).stage).toBe('ready')
})

test('the gateway that the documentation shows works as it is printed', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../docs/connect-custom-url.md'), 'utf8')
  const [, code] = /```js\n(.*?)```/s.exec(guide)!
  const script = join(makeTempFolder(), 'gateway.mjs')
  await writeFile(script, code!)
  const [port, webhookKey, secret] = [await freePort(), newToken(), `fake-${newToken()}`]
  const env = {
    ...process.env,
    SECRET: secret,
    WEBHOOK_URL: `${inbox.url}/${webhookKey}`,
    PORT: String(port),
  }
  const gateway = spawn(process.execPath, [script], { env, stdio: 'ignore' })
  try {
    const page = `http://localhost:${port}/pay`
    const order = await begin({ page, secret, webhookKey })
    await expect
      .poll(
        () =>
          fetch(`${page}?id=x`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(400)
    expect(await (await fetch(order.redirectUrl!)).text()).toContain('Pay EUR 9.00')
    expect((await order.press({})).status).toBe(303)
    expect((await order.see()).stage).toBe('ready')
    expect((await order.press({})).status).toBe(303)
    expect(await order.told()).toBe(1)
  } finally {
    gateway.kill()
    if (gateway.exitCode === null) await once(gateway, 'exit')
  }
})
