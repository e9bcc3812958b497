import { receivePayment, receiveQuery } from '@/lib/inbox/receive'
import { queryWebhook, webhook } from '@/lib/web/webhook'

export const POST = webhook(receivePayment)
export const GET = queryWebhook(receiveQuery)
