import type { z } from 'zod'

/** Work that talks to others or takes long. `run` may be repeated at any point, so it must be safe to repeat. */
export type Job<I = unknown> = {
  readonly name: string
  readonly input: z.ZodType<I>
  /** How often it is tried in all; waits grow from seconds to hours (e^n seconds). */
  readonly attempts: number
  run(input: I): Promise<void>
}

export const defineJob = <I>(job: Omit<Job<I>, 'attempts'> & { attempts?: number }): Job<I> => ({
  attempts: 25,
  ...job,
})

/** A job whose input is forgotten: what lists of jobs hold. */
export type AnyJob = Omit<Job, 'run'> & { run(input: never): Promise<void> }
