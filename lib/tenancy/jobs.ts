import { z } from 'zod'
import { db } from '@/db/client'
import { tokens } from '@/db/schema'
import { env } from '@/lib/core/env'
import { hashToken, newToken, open } from '@/lib/core/secrets'
import { defineJob } from '@/lib/jobs/define'
import { queueMail } from '@/lib/mail/jobs'
import { findUser } from './accounts'

const resetHours = 1

/** Mails a link for a new password if the address has an account. A job, so that the page answers alike for all. */
export const mailReset = defineJob({
  name: 'mailReset',
  input: z.object({ sealedEmail: z.string() }),
  async run({ sealedEmail }) {
    const email = await open(sealedEmail)
    if (!(await findUser(email))) return
    const token = newToken()
    const expiresAt = new Date(Date.now() + resetHours * 3_600_000)
    await db.transaction(async (tx) => {
      await tx.insert(tokens).values({ hash: hashToken(token), kind: 'reset', email, expiresAt })
      const url = `${env.APP_URL}/reset-password/${token}`
      await queueMail(tx, { to: email, template: 'resetPassword', props: { url } })
    })
  },
})
