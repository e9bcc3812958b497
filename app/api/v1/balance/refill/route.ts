import { only } from '@/lib/web/api'
import { balanceRefill } from '@/lib/web/legacy'

const other = only('GET', 'POST')

export { balanceRefill as GET, balanceRefill as POST, other as DELETE, other as PATCH, other as PUT }
