import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare, type KnownCall, type Seen, wireLogOf } from './contract'

type World = { url: string; close(): Promise<void> }

type Contract<W extends World, C extends KnownCall> = {
  /** Of the adapter, whose source is read. */
  folder: string
  /** As the sandbox names it. */
  service: string
  openWorld(): Promise<W>
  /** All that the product ever asks of it, each at least once. Gives the members of the gateway that were not used. */
  doEverything(world: W): Promise<string[]>
  /** What the product asked, and not its buyer; named by what it does where that is not in the path. */
  seenIn(log: Seen[]): Seen[]
  /** The names of what a request sends. */
  namesIn(call: Seen): string[]
  calls: readonly C[]
  /** The calls that stand in a source text. */
  callsIn(source: string): string[]
  /** What a call of the table is named in the source. */
  inSource(call: C): string
}

/** What was asked and answered in the course of a contract; there once its tests run. */
export type Asked<W extends World> = {
  world: W
  log: Seen[]
  seen: Seen[]
  found: ReturnType<typeof compare>
}

/**
 * Declares the tests that hold for every provider: all that the product asks stands in the table of its documented calls,
 * and the table holds nothing else. Gives what was asked, for the tests of one provider alone.
 */
export function testContract<W extends World, C extends KnownCall>(contract: Contract<W, C>): Asked<W> {
  const { folder, service, openWorld, doEverything, seenIn, namesIn, calls, callsIn, inSource } = contract
  const asked = {} as Asked<W>
  let unused: string[]

  beforeAll(async () => {
    asked.world = await openWorld()
    unused = await doEverything(asked.world)
    asked.log = await wireLogOf(asked.world.url, service)
    asked.seen = seenIn(asked.log)
    asked.found = compare(calls, asked.seen, namesIn)
  }, 60_000)
  afterAll(() => asked.world.close())

  test('every call of the product stands in the table, with all that it sends', () => {
    expect(asked.found.amiss).toEqual([])
    expect(asked.seen.length).toBeGreaterThan(calls.length)
  })

  test('every call of the table was made', () => {
    expect(asked.found.unseen).toEqual([])
    // It is no call: the notice alone proves itself.
    expect(unused).toEqual(['readNotice'])
  })

  test('no call stands in the source that the table does not hold', () => {
    const files = globSync('*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'))
    const made = files.flatMap((file) => callsIn(readFileSync(join(folder, file), 'utf8')))
    expect([...new Set(made)].sort()).toEqual([...new Set(calls.map(inSource))].sort())
  })
  return asked
}

/** Reads a list to its end. */
export async function drained(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of list);
}
