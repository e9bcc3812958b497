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

/** All that must be known to ask for a job. */
export type Asked<I = unknown> = Omit<Job<I>, 'run'>

type Told<I> = Omit<Asked<I>, 'attempts' | 'urgency'> & Partial<Pick<Job, 'attempts' | 'urgency'>>

/** A job that is asked for in a lower folder than the one that does it: there, `workOn` adds the work. */
export const announceJob = <I>(job: Told<I>): Asked<I> => ({ attempts: 25, urgency: 'person', ...job })

export const workOn = <I>(job: Asked<I>, run: Job<I>['run']): Job<I> => ({ ...job, run })

export const defineJob = <I>({ run, ...job }: Told<I> & Pick<Job<I>, 'run'>): Job<I> =>
  workOn(announceJob(job), run)

/** A job whose input is forgotten: what lists of jobs hold. */
export type AnyJob = Omit<Job, 'run'> & { run(input: never): Promise<void> }
