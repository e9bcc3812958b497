import { receivePlatform } from '@/lib/inbox/receive'
import { webhook } from '@/lib/web/webhook'

export const POST = webhook(receivePlatform)
