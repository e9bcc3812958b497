import { expect, test } from 'vitest'
import { z } from 'zod'
import { db } from '@/db/client'
import { runJobs } from '@/lib/testing/jobs'
import { defineJob, type Urgency } from './define'
import { enqueue } from './enqueue'

const begun: string[] = []
const job = (urgency: Urgency) =>
  defineJob({
    name: `test.${urgency}`,
    urgency,
    input: z.object({}),
    run: async () => {
      begun.push(urgency)
    },
  })

test('what a buyer waits for is begun first, and what the clock asks for last', async () => {
  const jobs = [job('clock'), job('person'), job('buyer')]
  await db.transaction(async (tx) => {
    for (const each of jobs) await enqueue(tx, each, {})
  })
  await runJobs(jobs, { concurrency: 1 })
  expect(begun).toEqual(['buyer', 'person', 'clock'])
})
