import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { open } from './esim-go/caller'

test('a person who presses a button comes back to the page and reads what happened', async () => {
  const { url } = await open()
  const press = (path: string, body: string) =>
    fetch(`${url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual',
    })
  const pageAfter = async (answer: Response) => {
    expect(answer.status).toBe(303)
    return (await fetch(new URL(answer.headers.get('location') ?? '', url))).text()
  }
  expect(await pageAfter(await press('clock', 'advance_s=60'))).toMatch(/role="status"[^>]*>It is now /)
  expect(await pageAfter(await press('clock', ''))).toMatch(/role="status" class="bad">The body does not fit/)
  const done = await pageAfter(await press('faults', 'service=esim-go&fault=slow&method=&path=&times=2'))
  expect(done).toContain('1 waiting')
})

test('the page shows eSIMs with what can be done to them, requests and mails', async () => {
  const { url, smtpUrl, buy } = await open()
  const iccid = await buy()
  await createTransport(smtpUrl).sendMail({
    from: 'a@b.test',
    to: 'c@d.test',
    subject: 'Your eSIM is ready',
    html: '<img src="cid:qr">',
    attachments: [{ filename: 'qr.png', content: Buffer.from('png'), contentType: 'image/png', cid: 'qr' }],
  })
  const page = await (await fetch(url)).text()
  expect(page).toContain(`action="/_sandbox/esim/${iccid}/install"`)
  expect(page).toContain('POST /esim-go/v2.5/orders')
  expect(page).toContain('Your eSIM is ready')
  expect(page).toContain(`data:image/png;base64,${Buffer.from('png').toString('base64')}`)
})

test('the page shows what came from outside as text, never as markup', async () => {
  const { url, smtpUrl, call } = await open()
  await call('GET', '/orders?x=<script>1</script>', undefined, { 'X-Odd': '<script>' })
  const mail = { from: 'a@b.test', to: 'c@d.test', subject: '<script>x</script>', html: '<script>y</script>' }
  await createTransport(smtpUrl).sendMail(mail)
  const answer = await fetch(`${url}/?said=<script>`)
  expect(await answer.text()).not.toContain('<script')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})
