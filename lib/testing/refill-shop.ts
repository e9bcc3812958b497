import { eq } from 'drizzle-orm'
import { Stripe } from 'stripe'
import { expect } from 'vitest'
import { orders, provisions, sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { newToken } from '@/lib/core/secrets'
import type { AnyJob } from '@/lib/jobs/define'
import { checkOut } from '@/lib/orders/checkout'
import { fulfilOrder } from '@/lib/orders/jobs'
import { checkOutRefill } from '@/lib/orders/refill-checkout'
import { startAtProvider } from '@/lib/orders/start-payment'
import { startSandbox } from '@/lib/sandbox/start'
import { settlePayment, submitRefund } from '@/lib/settlement/jobs'
import { settle } from '@/lib/settlement/settle'
import { refreshUsage } from '@/lib/usage/jobs'
import { makeTempFolder } from './folder'
import { runJobs } from './jobs'
import { makeCheckoutInput, makeShop, makeTenant } from './make'
import { makeRefillablePlan } from './supplier'

export const refillBuyer = { ip: '192.0.2.1', agent: 'test' }
export const refillJobs = [fulfilOrder, submitRefund, settlePayment, refreshUsage]
const size = '1000000000'
let serial = 0

/** A sandbox; `openShop` makes a shop there that has sold an eSIM of its supplier, to which data can be added. */
export async function openRefillWorld() {
  const sandbox = await startSandbox({ port: 0, dir: makeTempFolder(), smtpPort: 0 })

  const tell = (path: string, body: object) =>
    fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  /** A shop that has sold one eSIM of its supplier, to which data can be added. */
  async function openShop() {
    const ctx = await makeTenant()
    const account = `refill${process.pid}x${++serial}unlimited`
    const { hostname, port } = new URL(sandbox.url)
    const secretKey = `sk_test_${account}_fake`
    const stripe = new Stripe(secretKey, { host: hostname, port, protocol: 'http', telemetry: false })
    const plain = { secretKey, publishableKey: `pk_test_${account}_fake`, webhookSecret: '' }
    const made = await makeShop(ctx, { psp: { endpoint: sandbox.url, plain } })
    const plan = await makeRefillablePlan(ctx, sandbox.url, account)
    const shop = { ...made, plan }
    const store = { tenantId: ctx.tenantId, id: shop.store.id }
    const { tenantId } = ctx

    const orderOf = (id: string) =>
      inTenant(tenantId, async (tx) => (await tx.select().from(orders).where(eq(orders.id, id)))[0]!)
    const simOf = async () =>
      (await inTenant(tenantId, (tx) => tx.select().from(sims).where(eq(sims.planId, plan.id))))[0]!
    const provisionOf = async (orderId: string) =>
      (
        await inTenant(tenantId, (tx) => tx.select().from(provisions).where(eq(provisions.orderId, orderId)))
      )[0]!

    async function pay({ orderId, paymentId }: { orderId: string; paymentId: string }) {
      const { externalId } = await startAtProvider(tenantId, paymentId)
      await stripe.paymentIntents.confirm(externalId, {
        payment_method: 'pm_card_visa',
        return_url: 'http://localhost/',
      })
      await settle(tenantId, paymentId)
      return { orderId, paymentId, externalId }
    }
    const until = (orderId: string, status: string, jobs: readonly AnyJob[] = refillJobs) =>
      expect
        .poll(
          async () => {
            await runJobs(jobs, { dueNow: true })
            return (await orderOf(orderId)).status
          },
          { timeout: 15_000 },
        )
        .toBe(status)

    const esim = await checkOut(store, makeCheckoutInput(shop), refillBuyer)
    await pay(esim)
    await until(esim.orderId, 'fulfilled')
    const input = (with_: object = {}) => ({
      checkoutKey: newToken(),
      versionId: plan.versionId,
      size,
      connectionId: shop.connection.id,
      ...with_,
    })
    const wish = (with_: object = {}) => checkOutRefill(store, esim.token, input(with_), refillBuyer)
    /** The states of the bundles that the supplier has on the eSIM. */
    const onSim = async () => {
      const { iccid } = await simOf()
      const answer = await fetch(`${sandbox.url}/esim-go/v2.5/esims/${iccid}/bundles`, {
        headers: { 'x-api-key': `sbx_esimgo_${account}` },
      })
      const { bundles: found } = (await answer.json()) as {
        bundles: { assignments: { bundleState: string; assignmentReference: string }[] }[]
      }
      return found.flatMap((each) => each.assignments)
    }
    const states = async () => (await onSim()).map(({ bundleState }) => bundleState)
    const bundles = async () => (await onSim()).length
    const use = async (bytes: bigint) => tell(`esim/${(await simOf()).iccid}/use`, { bytes: Number(bytes) })
    const fault = (kind: string) =>
      tell('faults', {
        ...{ service: 'esim-go', method: 'POST', path: '/esim-go/v2.5/orders', times: 1, fault: kind },
        key: account,
      })
    return {
      ...{ ctx, account, shop, plan, store, stripe, esim, orderOf, simOf, provisionOf },
      ...{ pay, until, input, wish, onSim, states, bundles, use, fault },
    }
  }

  return { url: sandbox.url, openShop, close: () => sandbox.close() }
}

export type RefillWorld = Awaited<ReturnType<typeof openRefillWorld>>
