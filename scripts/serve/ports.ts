import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '@/db/free-port'
import type { Env } from '@/lib/core/env'
import { AppError } from '@/lib/core/error'

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, () => server.close(() => done(true)))
  })

function portsOf({ PORT, SANDBOX, SANDBOX_PORT }: Env): [number, string][] {
  const sandbox: [number, string][] = [
    [SANDBOX_PORT, 'SANDBOX_PORT'],
    [SANDBOX_PORT + 1, 'SANDBOX_PORT'],
  ]
  return [[PORT, 'PORT'], ...(SANDBOX === 'on' ? sandbox : [])]
}

/** Throws a sentence when a port is in use. `patienceMs`: how long to wait for one that is about to be given back. */
export async function checkPorts(env: Env, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs
  const taken = new Set<number>()
  for (const [port, setting] of portsOf(env)) {
    while (!taken.has(port) && !(await isFree(port)) && Date.now() < until) await wait(250)
    if (taken.has(port) || !(await isFree(port)))
      throw new AppError(
        'conflict',
        `Port ${port} is in use: stop what uses it, or set ${setting} to another port.`,
      )
    taken.add(port)
  }
}

/** A port for the web app, and one for the sandbox whose follower is free too. */
export async function freePorts(): Promise<[number, number]> {
  const web = await freePort()
  for (;;) {
    const sandbox = await freePort()
    if (sandbox < 65_000 && sandbox !== web && sandbox + 1 !== web && (await isFree(sandbox + 1)))
      return [web, sandbox]
  }
}
