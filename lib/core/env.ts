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

const port = (usual: number) =>
  z.coerce.number().int().min(1).max(65534).default(usual).describe('a port number')

// `describe` says what is expected of a setting that is missing or wrong.
const Shape = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('production')
    .describe('development, production or test'),
  PORT: port(3000),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the public address, like https://shop.example'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('like postgres://user:password@host/database'),
  SANDBOX: z.enum(['on', 'off']).default('off').describe('on or off'),
  SANDBOX_PORT: port(4010),
  DATA_DIR: z.string().default('.data').describe('a folder'),
  SECRET_KEYS: Jwks.describe('a JSON Web Key Set of 256-bit "oct" keys; the first seals, all open'),
  AUTH_SECRET: z.string().min(32).describe('at least 32 random characters'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).describe('like smtps://user:password@host'),
  MAIL_FROM: z.string().default('Simyard <no-reply@simyard.test>').describe('the sender of mail'),
  DEMO_PASSWORD: z.string().min(10).optional().describe('at least 10 characters'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(9)
    .default(0)
    .describe('how many proxies stand in front of the web app, 0 to 9'),
  COUNTRY_HEADER: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,63}$/)
    .optional()
    .describe('the lower-case name of a header, like cf-ipcountry'),
  STRIPE_CLIENT_ID: z
    .string()
    .regex(/^ca_\w+$/)
    .optional()
    .describe('the client id of a Stripe Connect platform, which starts with ca_'),
  STRIPE_PLATFORM_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_\w+$/)
    .optional()
    .describe('the secret key of the Stripe Connect platform, which starts with sk_test_ or sk_live_'),
  STRIPE_PLATFORM_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w+$/)
    .optional()
    .describe('the publishable key of the Stripe Connect platform, in the mode of its secret key'),
  METRICS_TOKEN: z.string().min(16).optional().describe('at least 16 random characters'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(10).describe('1 to 100 jobs at once'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('debug, info, warn, error or silent'),
})

const platform = ['STRIPE_CLIENT_ID', 'STRIPE_PLATFORM_KEY', 'STRIPE_PLATFORM_PUBLISHABLE_KEY'] as const

const modeIn = (key: string | undefined) => /_(test|live)_/.exec(key ?? '')?.[1]

/** A platform is its client id and both keys, of one mode; or none of them. */
const Whole = Shape.superRefine((found, ctx) => {
  const set = platform.filter((name) => found[name])
  const wrong: string[] = set.length ? platform.filter((name) => !found[name]) : []
  if (modeIn(found.STRIPE_PLATFORM_KEY) !== modeIn(found.STRIPE_PLATFORM_PUBLISHABLE_KEY) && !wrong.length)
    wrong.push('STRIPE_PLATFORM_PUBLISHABLE_KEY')
  for (const name of wrong) ctx.addIssue({ code: 'custom', path: [name], message: 'belongs to the others' })
})

const Env = Whole.transform((found) => ({
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
  const names = [
    ...new Set(parsed.error.issues.map(({ path }) => String(path[0]))),
  ] as (keyof typeof Shape.shape)[]
  const lines = names.map((name) => {
    const problem = set[name] === undefined ? 'is missing' : 'is not right'
    return `${name} ${problem}: expected ${Shape.shape[name].description} (see .env.example)`
  })
  throw new Error(lines.join('\n'))
}

/** The settings of this process, read once at first use; nothing else reads `process.env`. */
export const env: Env = new Proxy({} as Env, {
  get: (_target, name) => {
    read ??= readEnv()
    return read[name as keyof Env]
  },
})
