import { rest } from '@/lib/web/rest'

export { rest as DELETE, rest as GET, rest as PATCH, rest as POST, rest as PUT }
