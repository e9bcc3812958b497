import { and, eq } from 'drizzle-orm'
import { companies, connections, type imports } from '@/db/schema'
import type { Tx } from '@/db/tenant'
import { telecomNamed } from '@/lib/telecom/registry'
import type { ParsedSim, RowNote } from '../file/row'

type Operator = { id: string; isVerified: boolean }
export type Owner = { connectionId: string; companyId: string | null; isVerified: boolean }
export type Resolve = (sim: ParsedSim) => Owner | { errors: RowNote[] }

/**
 * Says to which operator and company a row belongs: those that it names, else those chosen for the whole file.
 * `isVerified`: the operator has an API that can be asked whether it knows the SIM.
 */
export async function namesOf(
  tx: Tx,
  chosen: Pick<typeof imports.$inferSelect, 'connectionId' | 'companyId'>,
): Promise<Resolve> {
  const found = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.kind, 'telecom')))
  const operators = new Map<string, Operator>()
  for (const { id, name, provider } of found) {
    const { kind, label } = telecomNamed(provider)
    const operator = { id, isVerified: kind !== 'stock' }
    operators.set(plain(name), operator)
    if (!operators.has(plain(label))) operators.set(plain(label), operator)
  }
  const standard = [...operators.values()].find(({ id }) => id === chosen.connectionId)
  const byName = new Map((await tx.select().from(companies)).map(({ id, name }) => [plain(name), id]))
  return ({ operator, company }) => {
    const errors: RowNote[] = []
    const theirs = operator ? operators.get(plain(operator)) : standard
    if (!theirs)
      errors.push({ column: 'Operator', message: unknown('telecom', operator ?? '', 'Settings, Telecoms') })
    const companyId = company ? byName.get(plain(company)) : chosen.companyId
    if (companyId === undefined)
      errors.push({ column: 'Company', message: unknown('company', company ?? '', 'Companies') })
    if (!theirs || companyId === undefined) return { errors }
    return { connectionId: theirs.id, companyId, isVerified: theirs.isVerified }
  }
}

const plain = (name: string) => name.trim().toLowerCase()

const unknown = (what: string, name: string, place: string) =>
  `There is no ${what} called “${name}”. Correct the name, or add it first under ${place}.`
