import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'

const template = inject('template')
const name = `test_${randomBytes(6).toString('hex')}`

const admin = new pg.Client({ connectionString: template.replace(/\/simyard$/, '/postgres') })
await admin.connect()
await admin.query(`create database ${name} template simyard`)
await admin.end()

Object.assign(process.env, {
  DATABASE_URL: template.replace(/\/simyard$/, `/${name}`),
  APP_URL: 'http://localhost:3000',
  SECRET_KEYS: JSON.stringify({
    keys: [{ kty: 'oct', kid: 'test', k: randomBytes(32).toString('base64url') }],
  }),
  AUTH_SECRET: randomBytes(32).toString('base64url'),
  SMTP_URL: 'smtp://127.0.0.1:9',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'simyard-data-')),
  SANDBOX: 'on',
  LOG_LEVEL: 'silent',
})
