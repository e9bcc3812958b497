import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/tenant'
import { newId } from '@/lib/core/id'
import { sealCodes } from '../codes'
import type { ParsedSim } from '../file/row'
import type { GoodRow } from './batches'

const separator = '\u001f'

const codesOf = ({ activationCode, confirmationCode, pin1, puk1, pin2, puk2 }: ParsedSim) => ({
  lpa: activationCode ?? undefined,
  confirmationCode: confirmationCode ?? undefined,
  pin1: pin1 ?? undefined,
  puk1: puk1 ?? undefined,
  pin2: pin2 ?? undefined,
  puk2: puk2 ?? undefined,
})

/** Adds the SIMs that are not there yet, in one statement, and says how many were new. The same rows again add none. */
export async function loadSims(tx: Tx, importId: string, rows: readonly GoodRow[]): Promise<number> {
  if (rows.length === 0) return 0
  const places = await sealCodes(
    tx,
    rows.map(({ sim }) => codesOf(sim)),
  )
  const column = (of: (row: GoodRow, index: number) => unknown) => sql.param(rows.map(of))
  const text = (of: (sim: ParsedSim) => string | null) => sql`${column(({ sim }) => of(sim))}::text[]`
  const { rowCount } = await tx.execute(sql`
    insert into sims (id, iccid, iccid_body, form_factor, connection_id, company_id, is_pending, secret_id, secret_index,
      has_code, imsi, msisdn, eid, imei, apn, note, labels, external_ref, import_id)
    select id, iccid, iccid_body, form_factor, connection_id, company_id, is_pending, secret_id, secret_index, has_code,
      imsi, msisdn, eid, imei, apn, note, string_to_array(labels, ${separator}), external_ref, ${importId}
    from unnest(
      ${column(() => newId('sim'))}::text[], ${text(({ iccid }) => iccid)}, ${text(({ iccidBody }) => iccidBody)},
      ${text(({ formFactor }) => formFactor)}, ${column(({ owner }) => owner.connectionId)}::text[],
      ${column(({ owner }) => owner.companyId)}::text[], ${column(({ owner }) => owner.isVerified)}::bool[],
      ${column((_, index) => places[index]?.secretId ?? null)}::text[],
      ${column((_, index) => places[index]?.secretIndex ?? null)}::int[],
      ${column((_, index) => places[index]?.hasCode ?? false)}::bool[],
      ${text(({ imsi }) => imsi)}, ${text(({ msisdn }) => msisdn)}, ${text(({ eid }) => eid)}, ${text(({ imei }) => imei)},
      ${text(({ apn }) => apn)}, ${text(({ note }) => note)}, ${text(({ labels }) => labels.join(separator))},
      ${text(({ externalRef }) => externalRef)}
    ) as given (id, iccid, iccid_body, form_factor, connection_id, company_id, is_pending, secret_id, secret_index,
      has_code, imsi, msisdn, eid, imei, apn, note, labels, external_ref)
    on conflict (tenant_id, iccid_body) do nothing`)
  return rowCount ?? 0
}
