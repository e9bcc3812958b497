import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const withParent = new URL('../../scripts/serve/with-parent.mjs', import.meta.url).href

/** Runs a script as a process of its own that ends with this one; `kill` ends it as `kill -9` does, and begins it anew. */
export function runProcess(script: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  let kills = 0
  let child = begin()

  function begin(): ChildProcess {
    return spawn(process.execPath, ['--import', withParent, '--import', 'tsx', script, ...args], {
      env: { ...process.env, ...env, SIMYARD_PARENT: String(process.pid) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }

  async function end(signal: NodeJS.Signals) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  return {
    kills: () => kills,
    async kill() {
      await end('SIGKILL')
      kills++
      child = begin()
    },
    stop: () => end('SIGTERM'),
  }
}
