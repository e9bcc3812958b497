import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

// Process ids are used again after a while, so a process is known by its id and the time of its birth.
function birthOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ')
    return fields[0] === 'Z' ? null : fields[19]
  } catch {
    if (process.platform === 'linux') return null
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

/** The id of the living process that `path` names, or null. */
export function holderOf(path) {
  try {
    const { pid, birth } = JSON.parse(readFileSync(path, 'utf8'))
    return pid !== process.pid && birth === birthOf(pid) ? pid : null
  } catch {
    return null
  }
}

/**
 * Makes `path` name this process, until it ends. Gives the id of the living process that holds it already, or else null.
 */
export function claim(path) {
  mkdirSync(dirname(path), { recursive: true })
  const holder = holderOf(path)
  if (holder) return holder
  rmSync(path, { force: true })
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) }), { flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return claim(path)
  }
  process.once('exit', () => rmSync(path, { force: true }))
  return null
}
