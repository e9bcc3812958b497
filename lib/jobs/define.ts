import type { z } from 'zod'

/** What is begun first when there is more to do than hands: what a buyer waits for, then people, then the clock. */
export type Urgency = 'buyer' | 'person' | 'clock'
export const priorities: Record<Urgency, number> = { buyer: 0, person: 5, clock: 10 }

/** Work that talks to others or takes long. `run` may be repeated at any point, so it must be safe to repeat. */
export type Job<I = unknown> = {
  readonly name: string
  readonly input: z.ZodType<I>
  /** How often it is tried in all; waits grow from seconds to hours (e^n seconds). */
  readonly attempts: number
  readonly urgency: Urgency
  run(input: I): Promise<void>
}

export const defineJob = <I>(
  job: Omit<Job<I>, 'attempts' | 'urgency'> & Partial<Pick<Job, 'attempts' | 'urgency'>>,
): Job<I> => ({ attempts: 25, urgency: 'person', ...job })

/** A job whose input is forgotten: what lists of jobs hold. */
export type AnyJob = Omit<Job, 'run'> & { run(input: never): Promise<void> }
