import { spawn } from 'node:child_process'
import { root } from './root.mjs'

const running = new Set()

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.on(signal, () => {
    for (const child of running) child.kill('SIGTERM')
    process.exit(code)
  })

/** Runs a command in the product's folder; it ends with us. Gives its exit code, 1 when it could not be run. */
export function run(command, args, { stdout = 'ignore', stderr = 'inherit', env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', stdout, stderr],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  running.add(child)
  return new Promise((done) => {
    child.once('error', () => done(1))
    child.once('close', (code) => {
      running.delete(child)
      done(code ?? 1)
    })
  })
}
