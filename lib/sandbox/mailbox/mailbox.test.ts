import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { newDir, openSandbox } from '../caller'
import { startSandbox } from '../start'

const letter = {
  from: 'Shop <shop@shop.test>',
  to: ['ann@user.test', 'bob@user.test'],
  subject: 'Your eSIM – prêt',
  text: 'Scan it',
  html: '<p>Scan <img src="cid:qr"></p>',
  attachments: [{ filename: 'qr.png', content: Buffer.from('png'), contentType: 'image/png', cid: 'qr' }],
}

test('a mail can be read with its text, its page and its pictures, by its receiver', async () => {
  const { smtpUrl, read } = await openSandbox()
  await createTransport(smtpUrl).sendMail(letter)
  const [mail, ...more] = await read('mail?to=ANN@user.test')
  expect(more).toEqual([])
  const content = Buffer.from('png').toString('base64')
  expect(mail).toMatchObject({
    to: letter.to,
    subject: letter.subject,
    html: letter.html,
    attachments: [{ filename: 'qr.png', contentType: 'image/png', size: 3, cid: 'qr', content }],
    at: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  expect(mail.text.trim()).toBe('Scan it')
  expect(await read('mail?to=nobody@user.test')).toEqual([])
})

test('a mailer with a name and a password is let in, and a blind copy is delivered', async () => {
  const { smtpUrl, read } = await openSandbox()
  const mailer = createTransport(smtpUrl, { auth: { user: 'anyone', pass: 'anything' } } as object)
  await mailer.sendMail({ ...letter, to: 'ann@user.test', bcc: 'eve@user.test' })
  expect(await read('mail?to=eve@user.test')).toHaveLength(1)
})

test('mails are kept over a restart', async () => {
  const dir = newDir()
  const before = await startSandbox({ port: 0, dir })
  await createTransport(before.smtpUrl).sendMail(letter)
  await before.close()
  const { read, tell } = await openSandbox(dir)
  expect(await read('mail')).toHaveLength(1)
  await tell('mail/clear')
  expect(await read('mail')).toEqual([])
})
