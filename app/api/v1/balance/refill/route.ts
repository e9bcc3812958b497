import { balanceRefill } from '@/lib/web/legacy'

export { balanceRefill as GET, balanceRefill as POST }
