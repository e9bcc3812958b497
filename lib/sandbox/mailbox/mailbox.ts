import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { State } from '../state'

export type Attachment = {
  filename: string
  contentType: string
  size: number
  cid: string | null
  /** Base64. */
  content: string
}

export type Mail = {
  id: string
  at: string
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  attachments: Attachment[]
}

const kept = 1_000

const addressesOf = (found: AddressObject | AddressObject[] | undefined): string[] =>
  [found ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''))

function toMail(parsed: ParsedMail, recipients: string[], id: string, at: string): Mail {
  return {
    id,
    at,
    from: parsed.from?.text ?? '',
    to: recipients.length > 0 ? recipients : addressesOf(parsed.to),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    attachments: parsed.attachments.map(({ filename, contentType, size, cid, content }) => ({
      filename: filename ?? '',
      contentType,
      size,
      cid: cid ?? null,
      content: content.toString('base64'),
    })),
  }
}

/** A mail server that takes every mail, with any sign-in or none, and keeps it for `list`. */
export async function openMailbox(
  state: State,
  { port, host, iso }: { port: number; host: string; iso: () => string },
) {
  const docs = state.docs<Mail>('mail')
  let last = docs.all().reduce((most, { id }) => Math.max(most, Number(id)), 0)

  async function take(parsed: ParsedMail, { envelope }: SMTPServerSession) {
    last += 1
    const recipients = envelope.rcptTo.map(({ address }) => address)
    docs.put(String(last), toMail(parsed, recipients, String(last), iso()))
    docs.delete(String(last - kept))
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onData(stream, session, done) {
      // The mail's own inline images stay apart, so that `cid` keeps its meaning.
      simpleParser(stream, { keepCidLinks: true })
        .then((parsed) => take(parsed, session))
        .then(() => done(), done)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  server.on('error', (error: Error) => console.error('sandbox: mailbox', error.message))
  const bound = server.server.address()

  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    get: (id: string): Mail | undefined => docs.get(id),
    /** All mails, or those to one address whatever its case; oldest first. */
    list: (to?: string): Mail[] =>
      docs.all().filter((mail) => !to || mail.to.some((each) => each.toLowerCase() === to.toLowerCase())),
    clear() {
      for (const { id } of docs.all()) docs.delete(id)
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>
