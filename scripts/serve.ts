import { setTimeout as wait } from 'node:timers/promises'
import type { Part } from './serve/part'
import { type Running, runAll } from './serve/run'
import { tableOf } from './serve/table'

const parts: Part[] = []
let isStopping = false

async function stopAll(): Promise<void> {
  for (const part of parts.splice(0).reverse()) await part.stop()
}

async function onSignal() {
  // A second Ctrl-C does not wait: the parts stop by themselves when we are gone.
  if (isStopping) process.exit(1)
  isStopping = true
  console.log('\nStopping ...')
  await stopAll()
  console.log('Stopped.')
  process.exit(0)
}

// Who read what we print may have gone away.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)

// npm passes a signal on, but not its own sudden end.
const parent = process.ppid
if (process.env.npm_lifecycle_event)
  setInterval(() => process.ppid !== parent && !isStopping && onSignal(), 1_000).unref()

let running: Running
try {
  running = await runAll(process.env, process.argv.includes('--dev'), parts)
} catch (error) {
  while (isStopping) await wait(1000)
  console.error(`\n${(error as Error).message}`)
  await stopAll()
  process.exit(1)
}
console.log(tableOf(running))
console.log(`Ready: ${running.env.APP_URL}`)
