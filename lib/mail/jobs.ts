import { z } from 'zod'
import type { Tx } from '@/db/tenant'
import { toJson } from '@/lib/core/json'
import { hashToken, newToken, open, seal } from '@/lib/core/secrets'
import { defineJob } from '@/lib/jobs/define'
import { enqueue } from '@/lib/jobs/enqueue'
import type { Mail } from './send'
import type { PropsOf, TemplateName } from './templates'

/** Sends one mail. Its content is sealed: links that let people in and addresses do not lie open in the queue. */
export const sendMail = defineJob({
  name: 'sendMail',
  // `key` names the mail, however often it is tried and whichever key seals it; without it the envelope does.
  input: z.object({ sealed: z.string(), key: z.string().optional() }),
  async run({ sealed, key }) {
    // Loaded late: drawing mails needs React's server, which pages that only queue them must not bundle.
    const { send } = await import('./send')
    await send(JSON.parse(await open(sealed)) as Mail, key ?? hashToken(sealed))
  },
})

type Mailing<N extends TemplateName> = {
  to: string
  template: N
  props: PropsOf<N>
  senderName?: string
  replyTo?: string
}

/** Asks for a mail in the caller's transaction: it is sent by the worker if, and only if, the change is committed. */
export async function queueMail<N extends TemplateName>(tx: Tx, letter: Mailing<N>): Promise<void> {
  await enqueue(tx, sendMail, { sealed: seal(JSON.stringify(toJson(letter))), key: newToken() })
}
