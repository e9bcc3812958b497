import { sitemapOf } from '../../../store-window/for-crawlers'

type Props = { params: Promise<{ store: string }> }

export const GET = async (_request: Request, { params }: Props): Promise<Response> =>
  sitemapOf((await params).store)
