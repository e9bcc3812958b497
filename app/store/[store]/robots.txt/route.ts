import { robotsOf } from '../../../store-window/for-crawlers'

type Props = { params: Promise<{ store: string }> }

export const GET = async (_request: Request, { params }: Props): Promise<Response> =>
  robotsOf((await params).store)
