import { sitemapOf } from '../../../store-window/for-crawlers'

// Next would draw a file of this name once, while it builds.
export const dynamic = 'force-dynamic'

type Props = { params: Promise<{ store: string }> }

export const GET = async (_request: Request, { params }: Props): Promise<Response> =>
  sitemapOf((await params).store)
