import { asc, eq, inArray, sql } from 'drizzle-orm'
import { runResults, runs, sims } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { AppError } from '@/lib/core/error'
import { askCarriers, type Refusals } from './ask'
import type { Change, Deed, Sim } from './change'
import { changeNamed } from './changes'
import { RunOrder } from './order'
import { partOf } from './selection'

type Run = typeof runs.$inferSelect

const perChunk = 500
// An operator is asked one SIM after the other, and what it said must be written down soon.
const perAskedChunk = 40

/**
 * Does a run, chunk by chunk, for at most `limitMs`; says whether it is finished. What was done and how far it came are
 * committed together, so a run that was killed goes on where it stopped, and two workers never count a SIM twice.
 */
export async function workOn(tenantId: string, runId: string, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs
  for (;;) {
    if (await nextChunk(tenantId, runId)) return true
    if (Date.now() > until) return false
  }
}

/** True when there is nothing left to do. */
async function nextChunk(tenantId: string, runId: string): Promise<boolean> {
  const found = await inTenant(tenantId, (tx) => tx.select().from(runs).where(eq(runs.id, runId)))
  const run = found[0]
  if (run?.status !== 'running') return true
  const order = RunOrder.parse(run.input)
  const scope = { tenantId, companyId: order.companyId }
  const change = changeNamed(run.kind)
  try {
    const refusals = change.asksCarrier ? await askFirst(scope, run, order, change) : null
    return await inTenant(scope, (tx) => write(tx, run, order, change, refusals))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await inTenant(tenantId, (tx) => fail(tx, run, error.message))
    return true
  }
}

/** The plan, company or right that a run needs went away while it ran: what is left cannot be done. */
const fail = (tx: Tx, run: Run, problem: string) =>
  tx
    .update(runs)
    .set({ status: 'failed', input: sql`${runs.input} || ${JSON.stringify({ problem })}::jsonb` })
    .where(eq(runs.id, run.id))

const chunkOf = (tx: Tx, { cursor }: Run, { selection, until }: RunOrder, size: number) =>
  tx
    .select()
    .from(sims)
    .where(partOf(selection, cursor, until))
    .orderBy(asc(sims.id))
    .limit(size)

/** Asks operators outside of any transaction. A chunk that is asked twice does no harm: they are told a state. */
async function askFirst(
  scope: { tenantId: string; companyId: string | null },
  run: Run,
  order: RunOrder,
  change: Change,
): Promise<Refusals> {
  const { deed, due } = await inTenant(scope, async (tx) => {
    const deed = await change.prepare(tx, order.input)
    const chunk = await chunkOf(tx, run, order, perAskedChunk)
    return { deed, due: chunk.filter((sim) => !deed.isDone(sim) && deed.refuse(sim) === null) }
  })
  return askCarriers(scope.tenantId, deed, due)
}

async function write(
  tx: Tx,
  { id, actorId, cursor }: Run,
  order: RunOrder,
  change: Change,
  refusals: Refusals | null,
): Promise<boolean> {
  const [run] = await tx.select().from(runs).where(eq(runs.id, id)).for('update')
  if (run?.status !== 'running') return true
  // Another worker was faster; what we asked of an operator, it asked too.
  if (run.cursor !== cursor) return false
  const deed = await change.prepare(tx, order.input)
  const ids = (await chunkOf(tx, run, order, refusals ? perAskedChunk : perChunk)).map((sim) => sim.id)
  if (ids.length === 0) {
    await tx.update(runs).set({ status: 'finished' }).where(eq(runs.id, id))
    return true
  }
  const chunk = await tx.select().from(sims).where(inArray(sims.id, ids)).orderBy(asc(sims.id)).for('update')
  const { due, refused } = judge(deed, chunk, refusals)
  if (due.length) await deed.write(tx, due, { runId: id, actorId })
  if (refused.length)
    await tx.insert(runResults).values(
      refused.map(({ sim, reason }) => ({
        runId: id,
        simId: sim.id,
        iccid: sim.iccid,
        isOk: false,
        reason,
      })),
    )
  await tx
    .update(runs)
    .set({
      cursor: ids.at(-1)!,
      ok: sql`${runs.ok} + ${chunk.length - refused.length}`,
      failed: sql`${runs.failed} + ${refused.length}`,
    })
    .where(eq(runs.id, id))
  return false
}

function judge(deed: Deed, chunk: readonly Sim[], refusals: Refusals | null) {
  const due: Sim[] = []
  const refused: { sim: Sim; reason: string }[] = []
  for (const sim of chunk) {
    if (deed.isDone(sim)) continue
    const reason = deed.refuse(sim) ?? reasonOf(refusals, sim)
    if (reason === null) due.push(sim)
    else refused.push({ sim, reason })
  }
  return { due, refused }
}

/** What the operator answered; a SIM that only now may be changed was not asked about. */
function reasonOf(refusals: Refusals | null, { id }: Sim): string | null {
  if (!refusals) return null
  const answer = refusals.get(id)
  return answer === undefined ? 'The SIM changed meanwhile. Try again.' : answer
}
