import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, expect, test } from 'vitest'

type Received = Awaited<ReturnType<typeof simpleParser>> & { recipients: string[] }
const received: Received[] = []

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, { envelope }, done) {
    simpleParser(stream).then((mail) => {
      received.push({ ...mail, recipients: envelope.rcptTo.map(({ address }) => address) })
      done()
    }, done)
  },
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
afterAll(() => new Promise<void>((closed) => server.close(closed)))

const { port } = server.server.address() as { port: number }
process.env.SMTP_URL = `smtp://127.0.0.1:${port}`

// Loaded only now: the settings are read once, at first use.
const { db } = await import('@/db/client')
const { queueMail, sendMail } = await import('./jobs')
const { send } = await import('./send')
const { runJobs } = await import('@/lib/testing/jobs')

const url = 'http://localhost:3000/reset-password/token-of-a-test'

test('a mail asked for in a change arrives after it, as HTML and as text', async () => {
  const to = 'anna@example.test'
  await db.transaction((tx) => queueMail(tx, { to, template: 'resetPassword', props: { url } }))
  await runJobs([sendMail])

  const mail = received.find(({ recipients }) => recipients.includes(to))
  expect(mail?.subject).toBe('Set a new password')
  expect(mail?.html).toContain(`href="${url}"`)
  expect(mail?.text?.split(url)).toHaveLength(2)
})

test('a mail of a change that was taken back is never sent', async () => {
  const to = 'nobody@example.test'
  const change = db.transaction(async (tx) => {
    await queueMail(tx, { to, template: 'resetPassword', props: { url } })
    throw new Error('taken back')
  })
  await expect(change).rejects.toThrow('taken back')
  await runJobs([sendMail])
  expect(received.some(({ recipients }) => recipients.includes(to))).toBe(false)
})

test('a mail of a store bears its name, our address, and can be answered to the store', async () => {
  const to = 'buyer@example.test'
  const mail = { to, template: 'passwordChanged', props: { forgotUrl: url } } as const
  await send({ ...mail, senderName: 'Acme, Inc.', replyTo: 'help@acme.test' }, 'one')
  await send(mail, 'one')
  const [first, second] = received.filter(({ recipients }) => recipients.includes(to))
  expect(first?.from?.value).toEqual([{ name: 'Acme, Inc.', address: 'no-reply@simyard.test' }])
  expect(first?.replyTo?.text).toBe('help@acme.test')
  expect(second?.messageId).toBe(first?.messageId)
})

test('what people type cannot become markup in a mail', async () => {
  const to = 'guest@example.test'
  const props = { url, organization: '<img src=x onerror=alert(1)>', inviter: 'Eve', role: 'Viewer' }
  await send({ to, template: 'invitation', props }, 'two')
  const mail = received.find(({ recipients }) => recipients.includes(to))
  expect(mail?.html).not.toContain('<img src=x')
})
