import { type Env, readEnv } from '@/lib/core/env'
import { keptSecrets, type Secrets } from './secrets'

export type Variables = Record<string, string | undefined>

export type Settings = {
  env: Env
  /** What each part gets as its environment; DATABASE_URL follows once an embedded database runs. */
  variables: Variables
  isEmbedded: boolean
  /** The kept secrets; undefined with a database of one's own. */
  secrets: Secrets | undefined
}

/** Completes what is set with the defaults of a start. Throws a sentence that names a bad or missing setting. */
export function readSettings(source: Variables, dataDir: string): Settings {
  const set: Variables = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const isEmbedded = !set.DATABASE_URL
  const secrets = isEmbedded ? keptSecrets(dataDir, set) : undefined
  const SANDBOX = set.SANDBOX ?? (isEmbedded ? 'on' : 'off')
  const mailPort = Number(set.SANDBOX_PORT ?? 4010) + 1
  const variables: Variables = {
    ...set,
    DATA_DIR: dataDir,
    SANDBOX,
    SMTP_URL: set.SMTP_URL ?? (SANDBOX === 'on' ? `smtp://127.0.0.1:${mailPort}` : undefined),
    SECRET_KEYS: secrets?.SECRET_KEYS ?? set.SECRET_KEYS,
    AUTH_SECRET: secrets?.AUTH_SECRET ?? set.AUTH_SECRET,
    DEMO_PASSWORD: secrets?.DEMO_PASSWORD ?? set.DEMO_PASSWORD,
  }
  const env = readEnv({ ...variables, DATABASE_URL: set.DATABASE_URL ?? 'postgres://127.0.0.1/embedded' })
  return {
    env,
    variables: { ...variables, PORT: String(env.PORT), APP_URL: env.APP_URL },
    isEmbedded,
    secrets,
  }
}
