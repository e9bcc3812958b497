import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { pool } from '@/db/client'
import { env } from '@/lib/core/env'
import { sameText } from '@/lib/core/secrets'
import { countWorkers } from './presence'
import { readQueue } from './queue'

const keptMs = 10_000

// Next loads a module once for each bundle: one registry for the process all the same.
const shared = globalThis as { simyardMetrics?: Registry }

async function readCounts() {
  const [queue, workers, orders, notices] = await Promise.all([
    readQueue(),
    countWorkers(pool),
    pool.query<{ status: string; count: number }>('select status, count(*)::int from orders group by status'),
    pool.query<{ count: number; lag: number }>(`select count(*)::int,
      coalesce(extract(epoch from now() - min(created_at)), 0)::float8 lag from notices where handled_at is null`),
  ])
  return { queue, workers, orders: orders.rows, notices: notices.rows[0]! }
}

/** The counts of the database, read again after a while only, so that a scrape costs it little. */
function keepCounts() {
  let kept: ReturnType<typeof readCounts> | undefined
  return () => {
    if (kept) return kept
    kept = readCounts()
    const forget = () => {
      kept = undefined
    }
    kept.then(() => setTimeout(forget, keptMs).unref(), forget)
    return kept
  }
}

function makeMetrics(): Registry {
  const registry = new Registry()
  const counts = keepCounts()
  const gauge = (
    name: string,
    help: string,
    collect: (self: Gauge) => Promise<void>,
    labelNames: string[] = [],
  ) =>
    new Gauge({
      name: `simyard_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        return collect(this as Gauge)
      },
    })

  collectDefaultMetrics({ register: registry })
  gauge('workers', 'Worker processes that live', async (self) => self.set((await counts()).workers))
  gauge('queue_lag_seconds', 'How long the oldest job that may run has waited', async (self) =>
    self.set((await counts()).queue.lagSeconds),
  )
  const jobs = async (self: Gauge) => {
    const { due, later, running, givenUp } = (await counts()).queue
    for (const [state, count] of Object.entries({ due, later, running, given_up: givenUp }))
      self.set({ state }, count)
  }
  gauge('jobs', 'Jobs by state', jobs, ['state'])
  const orders = async (self: Gauge) => {
    self.reset()
    for (const { status, count } of (await counts()).orders) self.set({ status }, count)
  }
  gauge('orders', 'Orders by status', orders, ['status'])
  gauge('webhooks_waiting', 'Webhooks received and not yet worked off', async (self) =>
    self.set((await counts()).notices.count),
  )
  gauge(
    'webhook_lag_seconds',
    'How long the oldest webhook that is not worked off has waited',
    async (self) => self.set((await counts()).notices.lag),
  )
  return registry
}

/** Who asks for the metrics: nobody may while METRICS_TOKEN is not set. */
export function metricsAccess(authorization: string | null): 'closed' | 'refused' | 'granted' {
  if (!env.METRICS_TOKEN) return 'closed'
  return sameText(authorization ?? '', `Bearer ${env.METRICS_TOKEN}`) ? 'granted' : 'refused'
}

/** All metrics of this process and of the queue, in Prometheus' text format; no tenant's data. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  shared.simyardMetrics ??= makeMetrics()
  return { type: shared.simyardMetrics.contentType, text: await shared.simyardMetrics.metrics() }
}
