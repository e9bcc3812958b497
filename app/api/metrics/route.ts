import { metricsAccess, metricsText } from '@/lib/ops/metrics'

export const dynamic = 'force-dynamic'

export async function GET(request: Request) {
  const access = metricsAccess(request.headers.get('authorization'))
  if (access === 'closed') return new Response('Metrics are closed: set METRICS_TOKEN.\n', { status: 404 })
  if (access === 'refused')
    return new Response('Send the METRICS_TOKEN as a bearer token.\n', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    })
  const { type, text } = await metricsText()
  return new Response(text, { headers: { 'content-type': type } })
}
