import { readReadiness } from '@/lib/ops/ready'

export const dynamic = 'force-dynamic'

export async function GET() {
  const readiness = await readReadiness()
  return Response.json(readiness, {
    status: readiness.ready ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  })
}
