import { shopWindow } from '@/lib/web/shop-window'

type Props = { params: Promise<{ store: string; place: string }> }

export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { store, place } = await params
  return shopWindow(request, `/${encodeURIComponent(store)}/${encodeURIComponent(place)}`)
}
