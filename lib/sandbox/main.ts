import { join } from 'node:path'
import { z } from 'zod'
import { startSandbox } from './start'

const Port = z.coerce.number().int().min(1).max(65534)
const Settings = z.object({
  SANDBOX_PORT: Port.default(4010),
  SANDBOX_HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
})

function stopWith(message: string): never {
  console.error(message)
  process.exit(1)
}

function readSettings() {
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  const parsed = Settings.safeParse(set)
  if (parsed.success) return parsed.data
  return stopWith(parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'))
}

const { SANDBOX_PORT: port, SANDBOX_HOST: host, DATA_DIR } = readSettings()
const started = startSandbox({ port, smtpPort: port + 1, host, dir: join(DATA_DIR, 'sandbox') })
const sandbox = await started.catch((error: NodeJS.ErrnoException) =>
  stopWith(
    error.code === 'EADDRINUSE'
      ? `Port ${port} or ${port + 1} is in use: stop what uses it, or set SANDBOX_PORT to another port.`
      : `The sandbox cannot start: ${error.message}`,
  ),
)
console.log(`Sandbox: ${sandbox.url} (mail: ${sandbox.smtpUrl})`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
