import { receiveTelecom } from '@/lib/inbox/receive'
import { webhook } from '@/lib/web/webhook'

export const POST = webhook(receiveTelecom)
