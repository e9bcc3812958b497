import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    if (process.platform === 'linux') return ''
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** The process id of the PostgreSQL server that runs on this data folder, or null. */
export function postmasterOf(databaseDir: string): number | null {
  try {
    const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0])
    return commandOf(pid).includes(databaseDir) ? pid : null
  } catch {
    return null
  }
}

async function signal(databaseDir: string, pid: number, name: NodeJS.Signals, limitMs: number) {
  process.kill(pid, name)
  const until = Date.now() + limitMs
  while (postmasterOf(databaseDir) === pid && Date.now() < until) await wait(100)
}

/** Stops a server that a killed start left behind on this folder, and clears away what it left of a dead one. */
export async function stopPostmaster(databaseDir: string): Promise<void> {
  const pid = postmasterOf(databaseDir)
  // PostgreSQL's own words: SIGINT is a fast shutdown, SIGQUIT an immediate one that the next start recovers from.
  if (pid) await signal(databaseDir, pid, 'SIGINT', 10_000)
  if (postmasterOf(databaseDir)) await signal(databaseDir, pid!, 'SIGQUIT', 5_000)
  if (!postmasterOf(databaseDir)) rmSync(join(databaseDir, 'postmaster.pid'), { force: true })
}
