import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import { custom } from '@/lib/payments/providers/custom'
import { manual } from '@/lib/payments/providers/manual'
import { paypalNvp } from '@/lib/payments/providers/paypal-nvp'
import type { Context } from '@/lib/tenancy/context'
import { connect } from './telecoms'

/** PayPal in the sandbox, and the ways to pay that need no provider: a page that calls back, and a bank transfer. */
export async function seedPayPages(ctx: Context, slug: string): Promise<void> {
  await connectPaypal(ctx, slug)
  await connectAcmePay(ctx, slug)
  await connectBank(ctx)
}

async function connectPaypal(ctx: Context, slug: string): Promise<void> {
  const endpoint = env.SANDBOX_URL + paypalNvp.sandbox.path
  const plain = {
    endpoint: 'https://api-3t.sandbox.paypal.com/nvp',
    username: `${slug}_api1.example.test`,
    password: 'FAKEFAKEFAKEFAKE',
    checkout: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
    signature: `Afake${'fake'.repeat(12)}xyz`,
  }
  await connect(ctx, {
    kind: 'psp',
    provider: 'paypal-nvp',
    name: 'PayPal',
    mode: 'test',
    endpoint,
    plain,
    webhookKey: newToken(),
    facts: { ...paypalNvp.publicPart(plain), ...(await paypalNvp.check(plain, { url: endpoint })) },
    health: { checkedAt: new Date().toISOString() },
  })
}

async function connectBank(ctx: Context): Promise<void> {
  const plain = {
    title: 'Bank transfer',
    instructions:
      'Demo Telecom\nIBAN: GR00 0000 0000 0000 0000 0000 000 (an example)\nBank: Bank of Examples',
    days: '7',
    mode: 'test',
  } as const
  await connect(ctx, {
    kind: 'psp',
    provider: 'manual',
    name: 'Bank transfer',
    mode: 'test',
    endpoint: manual.endpoint,
    plain,
    webhookKey: newToken(),
    facts: { ...manual.publicPart(plain), ...(await manual.check(plain)) },
    health: { checkedAt: new Date().toISOString() },
  })
}

/** Acme Pay of the sandbox, which is told the shop as a person would tell it. */
async function connectAcmePay(ctx: Context, slug: string): Promise<void> {
  const endpoint = `${env.SANDBOX_URL}/custom`
  const secret = `fake-shared-secret-of-${slug}`.padEnd(40, '-fake')
  const plain = { title: 'Acme Pay', paymentUrl: '', secret, mode: 'test', legacy: '' } as const
  const webhookKey = newToken()
  await connect(ctx, {
    kind: 'psp',
    provider: 'custom',
    name: 'Acme Pay',
    mode: 'test',
    endpoint,
    plain,
    webhookKey,
    facts: { ...custom.publicPart(plain), ...(await custom.check(plain, { url: endpoint })) },
    health: { checkedAt: new Date().toISOString() },
  })
  await fetch(`${env.SANDBOX_URL}/_sandbox/custom/shops`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ webhook_url: `${env.APP_URL}/api/webhooks/payments/${webhookKey}`, secret }),
  })
}
