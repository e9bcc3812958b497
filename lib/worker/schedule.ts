import type { AnyJob } from '@/lib/jobs/define'

/** What is done by the clock (UTC): a crontab line, the job, and its input. */
export const schedule: readonly { cron: string; job: AnyJob; input: unknown }[] = []
