import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, type WorkerEvents } from 'graphile-worker'
import { pool } from '@/db/client'
import { env } from '@/lib/core/env'
import { log, withoutParameters } from '@/lib/core/log'
import { priorities } from '@/lib/jobs/define'
import { tasksOf } from '@/lib/jobs/tasks'
import { keepPresence } from '@/lib/ops/presence'
import { registry } from './registry'
import { schedule } from './schedule'

const stopMs = 30_000
const waitMs = 1_000
const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const

const logger = new Logger(() => (level, message) => log()[levels[level]](withoutParameters(message)))

const cronItems = schedule.map(({ cron, job, input }) => ({
  match: cron,
  task: job.name,
  identifier: `${job.name} ${JSON.stringify(input)}`,
  options: { maxAttempts: job.attempts, priority: priorities[job.urgency] },
  payload: { input },
}))

function endWith(error: unknown): never {
  log().error({ err: error }, 'the worker ends')
  process.exit(1)
}

async function work() {
  const presence = await keepPresence()
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => void presence.announce(workerPool.id).catch(endWith))
  const runner = await run({
    pgPool: pool,
    taskList: tasksOf(registry),
    parsedCronItems: parseCronItems(cronItems),
    concurrency: env.WORKER_CONCURRENCY,
    pollInterval: 1_000,
    noHandleSignals: true,
    events,
    logger,
    // Jobs are fetched and ended many at a time: in a flood that is a third of the queue's work. What waits longer here,
    // behind work that takes its time, goes back for other workers.
    preset: {
      worker: { localQueue: { size: env.WORKER_CONCURRENCY, ttl: waitMs }, completeJobBatchDelay: 0 },
    },
  })
  log().info({ jobs: registry.length, cron: schedule.length }, 'the worker runs')

  let isStopping = false
  async function stop() {
    if (isStopping) return
    isStopping = true
    setTimeout(() => endWith(new Error(`jobs did not end in ${stopMs} ms`)), stopMs).unref()
    await runner.stop()
    await presence.leave()
    await pool.end()
    log().info('the worker has stopped')
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop().catch(endWith))
  await runner.promise
  if (!isStopping) throw new Error('the queue ended unasked')
}

work().catch(endWith)
