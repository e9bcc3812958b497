import type { z } from 'zod'
import { simEvents, type sims } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import type { Carrier } from '@/lib/telecom/provider'

export type Sim = typeof sims.$inferSelect

/** Who asked for a run, and which it is: what stands in the history of each SIM. */
export type Asker = { runId: string; actorId: string }

/** A change, ready for the SIMs of one chunk. All members look at SIMs that are locked. */
export type Deed = {
  /** Why it cannot be done to this SIM, in a sentence; null when it can. */
  refuse(sim: Sim): string | null
  /** There is nothing to do: it is so already. */
  isDone(sim: Sim): boolean
  /** Writes it down for SIMs that were not refused. */
  write(tx: Tx, sims: readonly Sim[], asker: Asker): Promise<void>
  /** What the operator must do first; undefined for one that cannot. */
  ask?(carrier: Carrier): ((iccid: string) => Promise<void>) | undefined
}

/** Something that can be done to many SIMs at once. `prepare` throws `AppError` when it can be done to none. */
export type Change = {
  label: string
  /** What it gives it takes again: a run keeps the parsed input and parses it for each chunk. */
  input: z.ZodType
  /** Operators are asked, one SIM after the other. */
  asksCarrier: boolean
  prepare(tx: Tx, input: unknown): Promise<Deed>
}

/** Ties the type of the input to `prepare` where a change is written, and forgets it for everyone else. */
export const defineChange = <S extends z.ZodType>({
  input,
  prepare,
  asksCarrier = false,
  ...rest
}: {
  label: string
  input: S
  asksCarrier?: boolean
  prepare(tx: Tx, input: z.output<S>): Promise<Deed>
}): Change => ({
  ...rest,
  asksCarrier,
  input,
  prepare: (tx, given) => prepare(tx, input.parse(given)),
})

/** Tells the history of each SIM what a run did; told once however often the run is repeated. */
export async function tell(
  tx: Tx,
  sims: readonly Sim[],
  { runId, actorId }: Asker,
  kind: string,
  text: string,
) {
  if (sims.length === 0) return
  await tx
    .insert(simEvents)
    .values(sims.map(({ id }) => ({ simId: id, kind, text, actorId, cause: runId })))
    .onConflictDoNothing()
}
