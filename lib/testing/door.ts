// What of the web app a purchase passes through, as a process of its own, so that a test can kill it: port and address
// come as arguments. POST /checkout, /return and /webhooks/{key}.
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { receivePayment } from '@/lib/inbox/receive'
import { CheckoutInput, checkOut } from '@/lib/orders/checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { settleOpenPayments } from '@/lib/settlement/returned'
import { settle } from '@/lib/settlement/settle'
import { problem } from '@/lib/web/api'
import { webhook } from '@/lib/web/webhook'

const takeIn = webhook(receivePayment)
const buyer = { ip: '192.0.2.1', agent: 'test' }

async function beginCheckout({ tenantId, storeId, ...form }: Record<string, string>): Promise<Response> {
  const made = await checkOut({ tenantId: tenantId!, id: storeId! }, CheckoutInput.parse(form), buyer)
  const { externalId } = await startAtProvider(tenantId!, made.paymentId)
  return Response.json({ ...made, externalId })
}

async function comeBack({ tenantId, orderId }: Record<string, string>): Promise<Response> {
  for (const paymentId of await settleOpenPayments(tenantId!, { orderId: orderId! }))
    await settle(tenantId!, paymentId)
  return Response.json({})
}

async function answer({ url = '', headers }: IncomingMessage, body: string): Promise<Response> {
  const request = new Request(`http://door${url}`, { method: 'POST', headers: headers as HeadersInit, body })
  const [, place, key = ''] = url.split('/')
  if (place === 'webhooks') return takeIn(request, { params: Promise.resolve({ key }) })
  return place === 'checkout' ? beginCheckout(JSON.parse(body)) : comeBack(JSON.parse(body))
}

createServer(async (incoming, outgoing) => {
  const response = await answer(incoming, await text(incoming)).catch(problem)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
}).listen(Number(process.argv[2]), '127.0.0.1')
