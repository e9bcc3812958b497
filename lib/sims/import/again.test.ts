import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sims } from '@/db/schema'
import { inTenant } from '@/db/tenant'
import type { Context } from '@/lib/tenancy/context'
import { makeTempFolder } from '@/lib/testing/folder'
import { runJobs } from '@/lib/testing/jobs'
import { makeConnection, makeIccid, makeTenant } from '@/lib/testing/make'
import { beginImport, confirmImport } from './begin'
import { checkSimFile, importSimFile } from './jobs'

async function take(ctx: Context, connectionId: string, lines: readonly string[]): Promise<void> {
  const path = join(makeTempFolder(), 'sims.csv')
  writeFileSync(path, `ICCID\n${lines.join('\n')}\n`)
  const file = { fileName: 'sims.csv', path, sha256: 'none' }
  const id = await beginImport(ctx, { connectionId, companyId: null, luhn: 'warn' }, file)
  await runJobs([checkSimFile])
  await confirmImport(ctx, id).catch((error) => expect(error.message).toContain('nothing new'))
  await runJobs([importSimFile])
}

const bodiesOf = (ctx: Context) =>
  inTenant(ctx.tenantId, async (tx) => (await tx.select().from(sims)).map((sim) => sim.iccidBody).sort())

/** The same card as different systems print it. */
const forms = (iccid: string) => [iccid, iccid.slice(0, -1), `${iccid}F`, iccid.replace(/(.{4})/g, '$1 ')]

test('however often, in whatever order and form a card is uploaded, it is one SIM', async () => {
  const cards = Array.from({ length: 6 }, makeIccid)
  const line = fc
    .tuple(fc.nat({ max: cards.length - 1 }), fc.nat({ max: 3 }))
    .map(([card, form]) => ({ card, text: forms(cards[card]!)[form]! }))
  const property = fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
    const ctx = await makeTenant()
    const { id } = await makeConnection(ctx)
    const texts = lines.map(({ text }) => text)
    await take(ctx, id, texts)
    const first = await bodiesOf(ctx)
    expect(first).toHaveLength(new Set(lines.map(({ card }) => card)).size)
    await take(ctx, id, texts.toReversed())
    expect(await bodiesOf(ctx)).toEqual(first)
  })
  await fc.assert(property, { numRuns: 8 })
}, 120_000)
