// A day of payments over all providers, with faults, lost webhooks and killed workers: what each party holds in the end.
import { setTimeout as wait } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { pool } from '@/db/client'
import { sweeps } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import { getConnection } from '@/lib/connections/find'
import { money, toDecimal } from '@/lib/core/money'
import { callGateway } from '@/lib/payments/call-gateway'
import { runSweep } from '@/lib/reconcile/run'
import { beginSweep } from '@/lib/reconcile/sweep'
import { paymentFor } from '@/lib/refills/attempt'
import { openRefill } from '@/lib/refills/open'
import { startRefillAtProvider } from '@/lib/refills/start-payment'
import { RefundInput, requestRefund } from '@/lib/refunds/request'
import { settle } from '@/lib/settlement/settle'
import { makeCompany, makeTenant } from '@/lib/testing/make'
import { runProcess } from '@/lib/testing/process'
import { openWallet } from '@/lib/wallets/open'
import { report } from '../report'
import { openPsps, type Psp, sandbox } from './psps'

const total = Number(process.env.BENCH_PAYMENTS ?? 20_000)
const atOnce = 48
const faults = ['timeout', 'timeout_after_commit', 'reset', 'status:500', 'status:429', 'slow']
const walletsCount = 50

const ctx = await makeTenant()
const { tenantId } = ctx
const wallets: string[] = []
for (let n = 0; n < walletsCount; n++) {
  const { id: owner } = await makeCompany(ctx)
  wallets.push((await openWallet(ctx, { owner, currency: 'EUR', mode: 'test' })).id)
}
const psps = await openPsps(ctx)
const workers = [0, 1].map(() => runProcess('lib/worker/main.ts', [], { LOG_LEVEL: 'silent' }))
/** Whom each of a hundred buyers pays through. */
const hundred = psps.flatMap((psp) => Array.from({ length: psp.share }, () => psp))
const pspOf = (buyer: number): Psp => hundred[(buyer * 37) % 100]!

/** Tries until it works, as people and browsers do. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await work()
    } catch (error) {
      if (tries > 100) throw error
      await wait(200)
    }
}

type Outcome = 'paid' | 'refunded' | 'left'
const outcomeOf = (buyer: number): Outcome => {
  if (buyer % 25 === 7) return 'left'
  return buyer % 33 === 5 ? 'refunded' : 'paid'
}

/** Each twentieth, shifted with each hundred, so that every provider meets all of them. */
const isFaulty = (buyer: number): boolean => (buyer + Math.floor(buyer / 100)) % 20 === 3

const expected = { paid: 0, refunded: 0, left: 0, inWallets: 0n, back: 0n }
const perPsp = new Map(psps.map(({ service }) => [service, { begun: 0, paid: 0, faults: 0 }]))

/** Different amounts, since a card that pays the same twice within minutes is refused at Cardknox. */
const amountOf = (buyer: number): bigint => 500n + BigInt(buyer)

async function buy(buyer: number): Promise<void> {
  const psp = pspOf(buyer)
  const counts = perPsp.get(psp.service)!
  const amount = amountOf(buyer)
  if (isFaulty(buyer)) {
    const fault = faults[Math.floor(buyer / 20) % faults.length]!
    await sandbox.tell('faults', { service: psp.service, times: 1, fault, delay_ms: 1_000 })
    counts.faults++
  }
  const walletId = wallets[buyer % wallets.length]!
  const { id } = await openRefill(ctx, { walletId, amount, origin: 'api', reference: `day:${buyer}` })
  const paymentId = await paymentFor(tenantId, id, psp.connectionId)
  const state = await patiently(() => startRefillAtProvider(tenantId, paymentId))
  counts.begun++
  const outcome = outcomeOf(buyer)
  expected[outcome]++
  if (outcome === 'left') return
  await patiently(() => psp.pay(state))
  counts.paid++
  expected.inWallets += amount
  if (buyer % 3 === 0) await settle(tenantId, paymentId).catch(() => {})
}

const modes = ['normal', 'duplicate', 'shuffle', 'drop'] as const
async function setWebhooks(mode: (typeof modes)[number]) {
  for (const { service, isSilent } of psps)
    await sandbox.tell('webhooks', { service, mode: isSilent && mode === 'drop' ? 'duplicate' : mode })
}

async function everyoneBuys() {
  let next = 0
  const queue = async () => {
    for (let buyer = next++; buyer < total; buyer = next++) {
      const part = Math.floor((buyer * 10) / total)
      if (buyer === Math.ceil((part * total) / 10))
        await setWebhooks(part === 9 ? 'drop' : part >= 6 ? 'shuffle' : part >= 3 ? 'duplicate' : 'normal')
      await buy(buyer)
      if (buyer === Math.floor(total / 3) || buyer === Math.floor((2 * total) / 3))
        await workers[buyer % 2]!.kill()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, queue))
}

/** Brings forward what would come by itself within hours: retries, and the look at payments that are three hours old. */
async function passTime() {
  await pool.query(
    `update payments set created_at = created_at - interval '4 hours', checked_at = null
    where tenant_id = $1 and status in ('created', 'requires_action', 'pending') and created_at > now() - interval '3 hours'`,
    [tenantId],
  )
  await pool.query(`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null
    and task_id in (select id from graphile_worker._private_tasks where identifier not in ('refills.close', 'orders.expireCheckout'))`)
  await pool.query(`select graphile_worker.add_job('reconcile.mopUp', '{"input":{}}', job_key := 'mop-up')`)
}

const one = async (text: string, values: unknown[] = []): Promise<number> =>
  Number((await pool.query(text, values)).rows[0].n)

const paidCount = () =>
  one(`select count(*) n from payments where tenant_id = $1 and status = 'paid'`, [tenantId])

async function until(isDone: () => Promise<boolean>, minutes: number) {
  for (const end = Date.now() + minutes * 60_000; Date.now() < end; await wait(2_000)) {
    await passTime()
    if (await isDone()) return
  }
}

async function refundSome() {
  for (let buyer = 0; buyer < total; buyer++) {
    if (outcomeOf(buyer) !== 'refunded' || pspOf(buyer).isSilent) continue
    const { rows } = await pool.query(
      `select p.id from payments p join refills r on r.tenant_id = p.tenant_id and r.id = p.refill_id
       where p.tenant_id = $1 and r.reference = $2 and p.status = 'paid'`,
      [tenantId, `day:${buyer}`],
    )
    const amount = amountOf(buyer)
    const given = toDecimal(money(amount, 'EUR'))
    await requestRefund(
      ctx,
      RefundInput.parse({
        paymentId: rows[0].id,
        amount: given,
        refundable: amount.toString(),
        code: 'goodwill',
      }),
    )
    expected.back += amount
  }
}

async function compareAll() {
  const span = { since: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 3_600_000) }
  for (const { connectionId, isSilent } of psps) {
    if (isSilent) continue
    const { id } = await inTenant(tenantId, (tx) =>
      beginSweep(tx, { kind: 'comparison', connectionId, phase: 'payments', actorId: 'system', ...span }),
    )
    while (!(await patiently(() => runSweep(tenantId, id, 60_000))));
    const [sweep] = await inTenant(tenantId, (tx) => tx.select().from(sweeps).where(eq(sweeps.id, id)))
    console.log(JSON.stringify({ compared: connectionId, status: sweep!.status, counts: sweep!.counts }))
  }
}

/** What each asked provider itself says: how many of ours it was paid, and how much in all. */
async function theirs(psp: Psp): Promise<number> {
  const connection = await inTenant(tenantId, (tx) => getConnection(tx, psp.connectionId))
  return callGateway(connection, async (gateway) => {
    let count = 0
    for await (const { status } of gateway.findPayments!(new Date(Date.now() - 86_400_000)))
      if (status === 'paid') count++
    return count
  })
}

const startedAt = performance.now()
await everyoneBuys()
const seconds = (performance.now() - startedAt) / 1_000
await setWebhooks('normal')
const wanted = expected.paid + expected.refunded
await until(async () => (await paidCount()) === wanted, 20)
await refundSome()
await until(
  async () =>
    (await one(`select count(*) n from refunds where tenant_id = $1 and status = 'requested'`, [
      tenantId,
    ])) === 0,
  10,
)
await compareAll()

const sums = {
  payments: total,
  'left unpaid by their buyers': expected.left,
  'paid by their buyers': wanted,
  'payments of ours that are paid': await paidCount(),
  'refills that are in a wallet or went back': await one(
    `select count(*) n from refills where tenant_id = $1 and status in ('done', 'refunded')`,
    [tenantId],
  ),
  'refills credited more than once': await one(
    `select count(*) n from (select p.refill_id from entries e join payments p on e.cause = p.id || ':paid'
      and e.tenant_id = p.tenant_id where e.tenant_id = $1 group by 1 having count(*) > 1) twice`,
    [tenantId],
  ),
  'in the wallets, less what is expected': await one(
    `select coalesce(-sum(amount), 0) - $2::bigint n from lines where tenant_id = $1 and account like 'wallet:%'`,
    [tenantId, (expected.inWallets - expected.back).toString()],
  ),
  'refunds made': await one(
    `select count(*) n from refunds where tenant_id = $1 and status in ('succeeded', 'pending')`,
    [tenantId],
  ),
  'ledger, sum of all lines': await one(`select coalesce(sum(amount), 0) n from lines where tenant_id = $1`, [
    tenantId,
  ]),
  'conflicts open after reconciliation': await one(
    `select count(*) n from conflicts where tenant_id = $1 and status = 'open'`,
    [tenantId],
  ),
  'kills of workers': workers.reduce((sum, each) => sum + each.kills(), 0),
  'payments a second while all buy': Math.round(total / seconds),
}
console.table(sums)
const table: Record<string, object> = {}
for (const psp of psps)
  table[psp.service] = {
    ...perPsp.get(psp.service),
    'paid here': await one(
      `select count(*) n from payments where tenant_id = $1 and connection_id = $2 and status = 'paid'`,
      [tenantId, psp.connectionId],
    ),
    'paid there': psp.isSilent ? '-' : await theirs(psp),
  }
console.table(table)
const lost = wanted - sums['payments of ours that are paid']
report(
  { bench: 'day', value: total - lost, unit: 'payments', limit: total },
  {
    lost,
    doubled: sums['refills credited more than once'],
    ledgerSum: sums['ledger, sum of all lines'],
    conflicts: sums['conflicts open after reconciliation'],
  },
)
await Promise.all(workers.map((each) => each.stop()))
await pool.end()
