import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@/lib/core/error'
import { root } from '../root.mjs'

const withParent = new URL('./with-parent.mjs', import.meta.url).href
const keptLogBytes = 20_000_000
const steadyMs = 60_000

export type PartOptions = {
  name: string
  /** Arguments of Node: a script and its own. */
  args: readonly string[]
  variables: Record<string, string | undefined>
  /** Where its output goes; null: to this terminal. */
  logDir: string | null
  /** How long it may take to stop before it is killed. */
  stopMs: number
  /** It is to end by itself, once. */
  isOnce?: boolean
  onMessage?: (message: unknown) => void
}

export type Part = {
  /** Ends when a part that runs once has ended well. Rejects with a sentence when the part cannot do its work. */
  done: Promise<void>
  /** From now on the part is started again however often it ends. */
  ready(): void
  stop(): Promise<void>
}

function openLog(logDir: string | null, name: string) {
  if (!logDir) return 'inherit' as const
  const file = join(logDir, `${name}.log`)
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > keptLogBytes) renameSync(file, `${file}.1`)
  return openSync(file, 'a')
}

function lastWords(logDir: string | null, name: string): string {
  if (!logDir) return ''
  const file = join(logDir, `${name}.log`)
  return `\n${readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n')}\n(all of it in ${file})`
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Asks a process to end, and ends its whole group when it has not after `limitMs`. */
function end(child: ChildProcess, limitMs: number): Promise<void> {
  if (hasEnded(child) || !child.pid) return Promise.resolve()
  return new Promise((done) => {
    const kill = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), limitMs)
    child.once('exit', () => {
      clearTimeout(kill)
      done()
    })
    child.kill('SIGTERM')
  })
}

/**
 * Runs a part of the product as a process of its own, and starts it again, later each time, when it ends unasked.
 * It has its own process group, so that a Ctrl-C reaches only us and the parts stop in order.
 */
export function startPart({ name, args, variables, logDir, stopMs, isOnce, onMessage }: PartOptions): Part {
  const output = openLog(logDir, name)
  const done = Promise.withResolvers<void>()
  done.promise.catch(() => {})
  let [ends, isReady, isStopping] = [0, false, false]
  let child = begin()
  let again: NodeJS.Timeout | undefined

  function ended(startedAt: number, how: string) {
    if (isStopping) return
    if (isOnce && how === 'code 0') return done.resolve()
    ends = Date.now() - startedAt > steadyMs ? 1 : ends + 1
    if (isOnce || (!isReady && ends >= 3))
      return done.reject(
        new AppError('unavailable', `The ${name} does not work (${how}).${lastWords(logDir, name)}`),
      )
    const delayMs = Math.min(30_000, 250 * 2 ** ends)
    if (isReady) console.error(`The ${name} ended (${how}); it starts again in ${delayMs / 1000} s.`)
    again = setTimeout(() => {
      child = begin()
    }, delayMs)
  }

  function begin(): ChildProcess {
    const startedAt = Date.now()
    const made = spawn(process.execPath, ['--import', withParent, ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...variables, SIMYARD_PARENT: String(process.pid) } as unknown as NodeJS.ProcessEnv,
    })
    if (onMessage) made.on('message', onMessage)
    made.once('exit', (code, signal) => ended(startedAt, signal ?? `code ${code}`))
    return made
  }

  return {
    done: done.promise,
    ready: () => {
      isReady = true
    },
    stop: () => {
      isStopping = true
      clearTimeout(again)
      return end(child, stopMs)
    },
  }
}
