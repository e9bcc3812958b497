import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openSandbox, receiver } from '../caller'

const always = { xKey: 'fakekeyacme', xVersion: '5.0.0', xSoftwareName: 'Test', xSoftwareVersion: '1.0' }
const card = { xCardNum: '4444333322221111', xExp: '1230' }
const sale = { ...always, ...card, xCommand: 'cc:sale', xAmount: '10.00' }
const everything = { xBeginDate: '2020-01-01 00:00:00', xEndDate: '2099-01-01 00:00:00' }

type Answer = Record<string, string>
type Report = Answer & { xReportData: Answer[] }

async function open() {
  const sandbox = await openSandbox()
  const base = `${sandbox.url}/cardknox`
  const post = async (path: string, body: BodyInit) => {
    const response = await fetch(`${base}/${path}`, { method: 'POST', body })
    expect(response.status).toBe(200)
    return response.text()
  }
  const json = async (fields: object) =>
    JSON.parse(await post('gatewayjson', JSON.stringify(fields))) as Answer
  const form = async (fields: Answer) =>
    Object.fromEntries(new URLSearchParams(await post('gateway', new URLSearchParams(fields))))
  const report = async (fields: object, xCommand = 'report:all') =>
    JSON.parse(
      await post('reportjson', JSON.stringify({ ...always, ...everything, xCommand, ...fields })),
    ) as Report
  const onPage = (query: string, fields: Answer) =>
    fetch(`${base}/site/acme?${query}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...card, xCVV: '123', ...fields }),
    })
  return { ...sandbox, base, post, json, form, report, onPage }
}

describe('the gateway', () => {
  test('answers a form and JSON alike, whatever the case of the names', async () => {
    const { form, json } = await open()
    const approved = { xResult: 'A', xStatus: 'Approved', xErrorCode: '00000', xAuthAmount: '10.00' }
    expect(await form(sale)).toMatchObject({
      ...approved,
      xMaskedCardNumber: '4xxxxxxxxxxx1111',
      xCardType: 'Visa',
    })
    const { xAmount: _, xCommand: __, ...rest } = sale
    expect(
      await json({ ...rest, XAMOUNT: '10.00', xcommand: 'CC:Sale', xAllowDuplicate: true }),
    ).toMatchObject(approved)
  })

  test.each(['xKey', 'xVersion', 'xSoftwareName', 'xSoftwareVersion', 'xCommand', 'xAmount', 'xCardNum'])(
    'asks for %s, with a 200 all the same',
    async (name) => {
      const { json } = await open()
      const { [name as keyof typeof sale]: _, ...rest } = sale
      expect(await json(rest)).toMatchObject({ xResult: 'E', xStatus: 'Error', xError: `Required: ${name}` })
    },
  )

  test.each([
    [{ xKey: 'fakekeyrevoked1' }, 'Specified Key Not Found'],
    [{ xKey: 'someone' }, 'Specified Key Not Found'],
    [{ xAmount: '1e3' }, 'Invalid Amount'],
    [{ xAmount: '0.00' }, 'Invalid Amount'],
    [{ xCardNum: '4444333322221112' }, 'Invalid Card Number'],
    [{ xExp: '0120' }, 'Expired Card'],
    [{ xCommand: 'cc:splitcapture' }, 'Unsupported command'],
    [{ xToken: 'unknown' }, 'Invalid Token'],
  ])('refuses %j', async (wrong, xError) => {
    const { json } = await open()
    expect(await json({ ...sale, ...wrong })).toMatchObject({ xResult: 'E', xError })
  })

  test('takes the same card and amount once in ten minutes, unless it is meant', async () => {
    const { json, tell } = await open()
    const { xToken } = await json(sale)
    const { xCardNum: _, xExp: __, ...byToken } = { ...sale, xToken }
    expect(await json(byToken)).toMatchObject({ xResult: 'E', xError: 'Duplicate Transaction' })
    expect(await json({ ...sale, xAmount: '10.01' })).toMatchObject({ xResult: 'A' })
    expect(await json({ ...sale, xAllowDuplicate: 'true' })).toMatchObject({ xResult: 'A' })
    await tell('clock', { advance_s: 601 })
    expect(await json(sale)).toMatchObject({ xResult: 'A' })
  })

  test('a capture and a void answer the first reference, and their own as the current one', async () => {
    const { json } = await open()
    const { xRefNum } = await json({ ...sale, xCommand: 'cc:authonly' })
    const follow = (xCommand: string, more = {}) => json({ ...always, xCommand, xRefNum, ...more })
    expect(await follow('cc:capture', { xAmount: '10.01' })).toMatchObject({ xResult: 'E' })
    const captured = await follow('cc:capture', { xAmount: '10.00' })
    expect(captured).toMatchObject({ xResult: 'A', xRefNum })
    expect(captured.xRefNumCurrent).not.toBe(xRefNum)
    expect(await follow('cc:capture')).toMatchObject({ xResult: 'E' })
    expect(await follow('cc:void')).toMatchObject({ xResult: 'A', xRefNum })
    expect(await follow('cc:void')).toMatchObject({ xResult: 'E', xError: 'Transaction already voided' })
  })

  test('a refund needs a closed batch, a void an open one, and voidrefund takes whichever fits', async () => {
    const { json, tell } = await open()
    const follow = (xCommand: string, xRefNum: string, more = {}) =>
      json({ ...always, xCommand, xRefNum, ...more })
    const first = await json(sale)
    expect(await follow('cc:refund', first.xRefNum!)).toMatchObject({ xResult: 'E' })
    expect(await follow('cc:voidrefund', first.xRefNum!)).toMatchObject({ xResult: 'A' })
    const second = await json({ ...sale, xAmount: '20.00' })
    await tell('clock', { advance_s: 86_400 })
    expect(await follow('cc:void', second.xRefNum!)).toMatchObject({ xResult: 'E' })
    expect(await follow('cc:refund', second.xRefNum!, { xAmount: '5.00' })).toMatchObject({ xResult: 'A' })
    expect(await follow('cc:refund', second.xRefNum!, { xAmount: '15.01' })).toMatchObject({ xResult: 'E' })
    expect(await follow('cc:voidrefund', second.xRefNum!)).toMatchObject({
      xResult: 'A',
      xAuthAmount: '15.00',
    })
  })

  test('declines and approves in part when a person wants it, once', async () => {
    const { json, tell } = await open()
    await tell('cardknox/acme/decline_next')
    expect(await json(sale)).toMatchObject({ xResult: 'D', xAuthAmount: '0.00' })
    await tell('cardknox/acme/approve_partly', { amount: 400 })
    expect(await json(sale)).toMatchObject({ xResult: 'A', xAuthAmount: '4.00' })
  })
})

describe('the reports', () => {
  test('hold everything, what was approved or declined, one transaction, and what belongs to it', async () => {
    const { json, report, tell } = await open()
    const { xRefNum } = await json({ ...sale, xInvoice: 'inv-1', xCustom02: 'mark' })
    await tell('cardknox/acme/decline_next')
    await json({ ...sale, xAmount: '11.00' })
    const { xRefNumCurrent } = await json({ ...always, xCommand: 'cc:void', xRefNum })
    const numbers = async (command: string, more = {}) =>
      (await report(more, command)).xReportData.map((row) => row.xCommand)
    expect(await numbers('report:all')).toEqual(['CC:Sale', 'CC:Sale', 'CC:Void'])
    expect(await numbers('report:approved')).toEqual(['CC:Sale'])
    expect(await numbers('report:declined')).toEqual(['CC:Sale'])
    expect(await numbers('report:related', { xRefNum: xRefNumCurrent })).toEqual(['CC:Sale', 'CC:Void'])
    const [row] = (await report({ xRefNum }, 'report:transaction')).xReportData
    expect(row).toMatchObject({
      xInvoice: 'inv-1',
      xCustom02: 'mark',
      xVoid: '1',
      xResponseResult: 'Approved',
    })
    expect(await report({ xInvoice: 'aiinv-1' })).toMatchObject({ xResult: 'S', xRecordsReturned: '1' })
    expect((await report({ xInvoice: 'aiinv' })).xReportData).toEqual([])
  })

  test('come in pages: a full one says that there is more', async () => {
    const { json, report } = await open()
    for (const xAmount of ['1.00', '2.00', '3.00']) await json({ ...sale, xAmount })
    const first = await report({ xMaxRecords: 2 })
    expect(first).toMatchObject({ xRecordsReturned: '2', xReportingMaxTransactions: '2' })
    expect(first.xReportData.map(({ xAmount }) => xAmount)).toEqual(['1.00', '2.00'])
    const newest = await report({ xMaxRecords: 2, xGetNewest: 'True' })
    expect(newest.xReportData.map(({ xAmount }) => xAmount)).toEqual(['3.00', '2.00'])
  })

  test('ask for dates, for the right to them, and show no other account', async () => {
    const { json, report } = await open()
    await json(sale)
    expect(await report({ xBeginDate: '' })).toMatchObject({ xResult: 'E', xError: 'Required: xBeginDate' })
    expect(await report({ xKey: 'fakekeynoreport' })).toMatchObject({ xResult: 'E' })
    expect((await report({ xKey: 'fakekeyother' })).xReportData).toEqual([])
    expect((await report({ xEndDate: '2020-01-02 00:00:00' })).xReportData).toEqual([])
  })
})

describe('the hosted page', () => {
  test('takes what stands in its address, also an edited amount, and gives the answer back in the query', async () => {
    const { onPage, report } = await open()
    const back = await onPage(
      'xAmount=0.01&AmountLocked=1&xInvoice=inv-1&xRedirectURL=https://shop.test/back?a=1',
      {
        xAmount: '9.99',
      },
    )
    expect(back.status).toBe(303)
    const location = new URL(back.headers.get('location')!)
    expect(location.origin + location.pathname).toBe('https://shop.test/back')
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      a: '1',
      xResult: 'A',
      xAuthAmount: '0.01',
    })
    const [row] = (await report({})).xReportData
    expect(row).toMatchObject({ xAmount: '0.01', xInvoice: 'inv-1' })
  })

  test('lets a person decline, goes elsewhere then where that is wanted, and shows what is wrong with a card', async () => {
    const { onPage } = await open()
    const query =
      'xAmount=5.00&xRedirectURL=https://shop.test/yes&xRedirectURL_NotApproved=https://shop.test/no'
    const declined = await onPage(query, { ends: 'decline' })
    expect(declined.headers.get('location')).toMatch(/^https:\/\/shop\.test\/no\?.*xResult=D/)
    const wrong = await onPage(query, { xCardNum: '1234' })
    expect([wrong.status, await wrong.text()]).toEqual([200, expect.stringContaining('Invalid Card Number')])
  })

  test('does not open beyond 2,048 characters, sends nobody to a script, and writes nothing out as HTML', async () => {
    const { base, onPage } = await open()
    expect((await fetch(`${base}/site/acme?xDescription=${'a'.repeat(2_100)}`)).status).toBe(404)
    const receipt = await onPage('xAmount=5.00&xRedirectURL=javascript:alert(1)', {})
    expect([receipt.status, receipt.headers.get('location')]).toEqual([200, null])
    const page = await fetch(`${base}/site/acme?xAmount=5.00&xDescription=%3Cscript%3E`)
    expect(await page.text()).not.toContain('<script')
  })
})

test('the webhook is a signed form without the invoice, sent once and not again', async () => {
  const { json, tell } = await open()
  const shop = await receiver([500])
  await tell('cardknox/webhook', { account: 'acme', url: shop.url, pin: 'fake-pin' })
  const { xRefNum } = await json({ ...sale, xInvoice: 'inv-1', xName: 'Zoë & Co' })
  await expect.poll(() => shop.got.length).toBe(1)
  const { body, headers } = shop.got[0]!
  const form = new URLSearchParams(body)
  expect([form.get('xRefNum'), form.get('xCommand'), form.get('xInvoice')]).toEqual([
    xRefNum,
    'CC:Sale',
    null,
  ])
  const names = [
    'xAmount',
    'xCardType',
    'xCommand',
    'xEnteredDate',
    'xExp',
    'xMaskedCardNumber',
    'xMerchantID',
  ]
  const more = ['xName', 'xRefNum', 'xResponseResult', 'xSoftwareName', 'xSourceKey', 'xToken']
  const values = [...names, ...more].map((name) => form.get(name)).join('')
  expect(headers['ck-signature']).toBe(createHash('md5').update(`${values}fake-pin`).digest('hex'))
  await tell('clock', { advance_s: 86_400 })
  expect(shop.got).toHaveLength(1)
})

test('keys and cards are masked in the list of requests', async () => {
  const { json, form, onPage, read } = await open()
  await json(sale)
  await form({ ...sale, xAllowDuplicate: 'true' })
  await onPage('xAmount=7.00', {})
  const log = JSON.stringify(await read('requests?service=cardknox'))
  for (const secret of ['fakekeyacme', '4444333322221111']) expect(log).not.toContain(secret)
})
