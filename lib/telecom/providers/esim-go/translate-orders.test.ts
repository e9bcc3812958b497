import { describe, expect, test } from 'vitest'
import { parseLossless } from '@/lib/core/json'
import { money } from '@/lib/core/money'
import { toActivation, toFoundOrders, toPlacedOrder, toQuote } from './translate-orders'
import { OrderReply, OrdersReply, QuoteReply } from './wire'

describe('an order', () => {
  const reply = {
    order: [
      {
        esims: [
          { iccid: '8900000000000000001', matchingId: 'MATCH-001', smdpAddress: 'http://smdp.example.com' },
        ],
        type: 'bundle',
        item: 'esim_1GB_7D_GB_V2',
        iccids: ['8900000000000000001'],
        quantity: 1,
        subTotal: 9.99,
      },
    ],
    total: 9.99,
    currency: 'USD',
    status: 'completed',
    orderReference: 'order-ref-002',
    createdDate: '2023-06-15T10:30:45.123456789Z',
  }

  test('that was placed has its eSIM and the code for the phone', () => {
    expect(toPlacedOrder(OrderReply.parse(reply))).toEqual({
      orderId: 'order-ref-002',
      iccids: ['8900000000000000001'],
      profiles: [
        {
          iccid: '8900000000000000001',
          lpa: 'LPA:1$smdp.example.com$MATCH-001',
          smdpAddress: 'smdp.example.com',
          matchingId: 'MATCH-001',
        },
      ],
    })
  })

  test('that is still worked on is placed all the same', () => {
    const early = { ...reply, order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 1 }] }
    expect(toPlacedOrder(OrderReply.parse(early))).toEqual({
      orderId: 'order-ref-002',
      iccids: [],
      profiles: [],
    })
  })

  test('with an address that no phone takes is placed all the same', () => {
    const [line] = reply.order
    const odd = { ...reply, order: [{ ...line, esims: [{ ...line!.esims[0], smdpAddress: 'none' }] }] }
    expect(toPlacedOrder(OrderReply.parse(odd))).toMatchObject({
      iccids: ['8900000000000000001'],
      profiles: [],
    })
  })

  test('keeps the digits of an ICCID that came as a number', () => {
    const text = JSON.stringify(reply).replaceAll('"8900000000000000001"', '8900000000000000001')
    expect(toPlacedOrder(OrderReply.parse(parseLossless(text))).iccids).toEqual(['8900000000000000001'])
  })

  test.each([
    ['bare', [reply]],
    ['wrapped', { orders: [reply] }],
    ['single', reply],
  ])('is found in a %s list', (_form, list) => {
    expect(OrdersReply.parse(list).flatMap(toFoundOrders)).toEqual([
      {
        orderId: 'order-ref-002',
        offerId: 'esim_1GB_7D_GB_V2',
        quantity: 1,
        createdAt: new Date('2023-06-15T10:30:45.123Z'),
        iccids: ['8900000000000000001'],
      },
    ])
  })

  test('is found by the older name of its date, and never without one', () => {
    const { createdDate, ...undated } = reply
    const [found] = toFoundOrders(OrderReply.parse({ ...undated, createDate: createdDate }))
    expect(found?.createdAt.getUTCFullYear()).toBe(2023)
    expect(() => toFoundOrders(OrderReply.parse(undated))).toThrow('no date')
  })

  test('list that is no list is never read as: no orders', () => {
    expect(OrdersReply.parse({ orders: null })).toEqual([])
    expect(OrdersReply.safeParse({ message: 'maintenance' }).success).toBe(false)
    expect(() => toFoundOrders(OrderReply.parse({ ...reply, order: null }))).toThrow('no date or line')
  })
})

test('a dry run says what it costs, or why it would be refused', () => {
  const reply = { total: 2.28, valid: true, currency: 'USD', assigned: true, order: [] }
  expect(toQuote(QuoteReply.parse(reply))).toEqual({ valid: true, total: money(228n, 'USD') })
  expect(toQuote(QuoteReply.parse({ ...reply, valid: false }))).toMatchObject({
    valid: false,
    reason: expect.stringContaining('would not accept'),
  })
})

test('an eSIM has no code before both its parts are there', () => {
  const row = {
    iccid: '1',
    pin: undefined,
    puk: undefined,
    appleInstallUrl: undefined,
    androidInstallUrl: undefined,
  }
  expect(toActivation({ ...row, matchingId: 'X', smdpAddress: null })).toBeUndefined()
  expect(toActivation({ ...row, matchingId: '', smdpAddress: 'h.test' })).toBeUndefined()
})
