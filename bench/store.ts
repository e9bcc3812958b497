// Requests per second of a shop window with its plans, over what the same server has drawn at build time.
import { pool } from '@/db/client'
import { env } from '@/lib/core/env'
import { inTurns } from './load'
import { report } from './report'

const web = `http://127.0.0.1:${env.PORT}`

const { value, limit, medianRatio } = await inTurns(
  () => ({ url: `${web}/store/demo` }),
  () => ({ url: `${web}/robots.txt` }),
)
report({ bench: 'store', value, unit: 'requests/s', limit }, { medianRatio })
await pool.end()
