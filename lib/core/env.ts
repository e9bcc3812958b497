import { z } from 'zod'

const Jwks = z
  .string()
  .transform((text, ctx) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      ctx.addIssue({ code: 'custom', message: 'is not JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z.object({
      keys: z
        .array(z.object({ kty: z.literal('oct'), kid: z.string().min(1), k: z.string().min(43) }))
        .min(1),
    }),
  )

const Env = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
    PORT: z.coerce.number().int().min(1).max(65535).default(3000),
    APP_URL: z.url().optional(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    SANDBOX: z.enum(['on', 'off']).default('off'),
    SANDBOX_PORT: z.coerce.number().int().min(1).max(65535).default(4010),
    DATA_DIR: z.string().default('.data'),
    SECRET_KEYS: Jwks.describe('a JSON Web Key Set; the first key seals, all open'),
    AUTH_SECRET: z.string().min(32).describe('at least 32 random characters'),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }),
    MAIL_FROM: z.string().default('Simyard <no-reply@simyard.test>'),
    DEMO_PASSWORD: z.string().min(10).optional(),
    METRICS_TOKEN: z.string().min(16).optional(),
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(10),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .transform((found) => ({
    ...found,
    APP_URL: (found.APP_URL ?? `http://localhost:${found.PORT}`).replace(/\/$/, ''),
    SANDBOX_URL: `http://localhost:${found.SANDBOX_PORT}`,
  }))

export type Env = z.output<typeof Env>

let read: Env | undefined

/** Reads the settings, or stops with one line for each bad one: its name and what is expected. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(set)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`)
  throw new Error(`Settings (see .env.example):\n  ${lines.join('\n  ')}`)
}

/** The settings of this process, read once at first use; nothing else reads `process.env`. */
export const env: Env = new Proxy({} as Env, {
  get: (_target, name) => {
    read ??= readEnv()
    return read[name as keyof Env]
  },
})
