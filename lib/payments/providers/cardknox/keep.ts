import type { SavedMethod } from '../../states'
import { type Link, transact } from './client'
import { PURPOSE, type Row } from './rows'

const isSaved = ({ command, result, token }: Row): boolean =>
  command === 'cc:save' && result === 'approved' && token !== ''

const KEPT = 'kept'

/** The card that was kept with these rows; that of the page alone is saved once more first. Null: none was. */
export async function keptMethod(
  link: Link,
  rows: readonly Row[],
  reference: string,
): Promise<SavedMethod | null> {
  const kept = rows.find((row) => isSaved(row) && row.purpose === KEPT)
  if (kept) return toMethod(kept, reference)
  const given = rows.find((row) => row.result === 'approved' && row.token !== '')
  if (!given) return null
  const fields = { [link.credentials.referenceField]: reference, [PURPOSE]: KEPT }
  const answer = await transact(link, { xCommand: 'cc:save', xToken: given.token, ...fields })
  if (answer.xResult !== 'A' || !answer.xToken) return null
  return toMethod({ ...given, token: answer.xToken }, reference)
}

const toMethod = ({ token, brand, last4, exp }: Row, reference: string): SavedMethod => {
  const [, month, year] = /^(\d{2})(\d{2})$/.exec(exp) ?? []
  return {
    externalId: token,
    customerExternalId: reference,
    kind: 'card',
    brand,
    last4,
    expMonth: month ? Number(month) : null,
    expYear: year ? 2000 + Number(year) : null,
    fingerprint: null,
    mandateExternalId: null,
  }
}
