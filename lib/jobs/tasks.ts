import type { TaskList } from 'graphile-worker'
import { z } from 'zod'
import { log, withRequestId } from '@/lib/core/log'
import { newToken } from '@/lib/core/secrets'
import type { AnyJob } from './define'

const Payload = z.object({ input: z.unknown(), requestId: z.string().nullish() })

/** The queue's view of our jobs: the input is parsed, the request id of who asked goes on. */
export const tasksOf = (jobs: readonly AnyJob[]): TaskList =>
  Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown) => {
        const { input, requestId } = Payload.parse(payload)
        await withRequestId(requestId ?? newToken().slice(0, 16), async () => {
          const startedAt = performance.now()
          try {
            await job.run(job.input.parse(input) as never)
            log().info({ job: job.name, ms: Math.round(performance.now() - startedAt) }, 'job done')
          } catch (error) {
            log().warn({ job: job.name, err: error }, 'job failed, will be tried again')
            throw error
          }
        })
      },
    ]),
  )
