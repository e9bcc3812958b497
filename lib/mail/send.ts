import { plainTextSelectors, render, toPlainText } from '@react-email/render'
import { createTransport } from 'nodemailer'
import { env } from '@/lib/core/env'
import type { Template } from './template'
import { type TemplateName, templates } from './templates'

export type Mail = {
  to: string
  template: TemplateName
  props: unknown
  /** The name beside the sender's address, such as a store's. */
  senderName?: string
  replyTo?: string
}

const plain = { selectors: [...plainTextSelectors, { selector: 'h1', options: { uppercase: false } }] }

/** Draws a mail: subject, HTML and plain text. */
export async function draw({ template, props }: Pick<Mail, 'template' | 'props'>) {
  const { subject, body, attachments = [] } = await (templates[template] as Template<unknown>)(props)
  const html = await render(body)
  return { subject, html, text: toPlainText(html, plain), attachments }
}

// The address of MAIL_FROM under another name: it alone may send for our domain.
function from(senderName: string | undefined): string | { name: string; address: string } {
  const address = /<([^>]+)>/.exec(env.MAIL_FROM)?.[1] ?? env.MAIL_FROM
  return senderName ? { name: senderName, address } : env.MAIL_FROM
}

/** Hands a mail to the server of SMTP_URL. `id` makes the Message-ID: a repeated send is seen to be the same mail. */
export async function send(mail: Mail, id: string): Promise<void> {
  const transport = createTransport(env.SMTP_URL)
  try {
    await transport.sendMail({
      ...(await draw(mail)),
      from: from(mail.senderName),
      to: mail.to,
      replyTo: mail.replyTo,
      messageId: `<${id}@${new URL(env.APP_URL).hostname}>`,
    })
  } finally {
    transport.close()
  }
}
