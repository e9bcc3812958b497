import { env } from '@/lib/core/env'
import { newToken } from '@/lib/core/secrets'
import { custom } from '@/lib/payments/providers/custom'
import type { Context } from '@/lib/tenancy/context'
import { connect } from './telecoms'

/** A payment page that calls back: Acme Pay of the sandbox, which is told the shop as a person would tell it. */
export async function seedPayPages(ctx: Context, slug: string): Promise<void> {
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
