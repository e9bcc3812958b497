import { shopWindow } from '@/lib/web/shop-window'

type Props = { params: Promise<{ store: string; slug: string }> }

export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { store, slug } = await params
  return shopWindow(request, `/${encodeURIComponent(store)}/plans/${encodeURIComponent(slug)}`)
}
