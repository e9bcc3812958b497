import { pool } from '@/db/client'
import { open } from '@/lib/core/secrets'

export type QueuedMail = { to: string; template: string; props: Record<string, string> }

/** The mails that wait to be sent to an address, oldest first, as the worker will read them. */
export async function mailsTo(address: string): Promise<QueuedMail[]> {
  const { rows } = await pool.query<{ payload: { input: { sealed: string } } }>(
    `select payload from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks
      on tasks.id = jobs.task_id where tasks.identifier = 'sendMail' order by jobs.id`,
  )
  const mails = rows.map(async ({ payload }) => JSON.parse(await open(payload.input.sealed)) as QueuedMail)
  return (await Promise.all(mails)).filter(({ to }) => to === address)
}

/** The token at the end of a mailed address. */
export const tokenIn = (mail: QueuedMail | undefined): string => mail?.props.url?.split('/').at(-1) ?? ''
