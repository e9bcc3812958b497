import { fromUUID, TypeID, typeid } from 'typeid-js'

/** One prefix for each kind of thing that has an id. */
export const idPrefixes = {
  tenant: 'org',
  user: 'usr',
  session: 'ses',
  audit: 'aud',
  alert: 'alr',
  apiKey: 'key',
  apiAnswer: 'ans',
  company: 'com',
  endUser: 'end',
  connection: 'con',
  signIn: 'sgn',
  platform: 'plt',
  offer: 'off',
  plan: 'pln',
  planVersion: 'ver',
  sim: 'sim',
  simSecret: 'sec',
  simEvent: 'sev',
  assignment: 'asg',
  import: 'imp',
  importRow: 'irw',
  run: 'run',
  runResult: 'rrs',
  store: 'sto',
  order: 'ord',
  orderEvent: 'oev',
  provision: 'prv',
  payment: 'pay',
  paymentMethod: 'pmt',
  charge: 'chg',
  wallet: 'wal',
  hold: 'hld',
  grant: 'grt',
  refill: 'rfl',
  automaticRefill: 'arf',
  simRefillRule: 'srr',
  refund: 'ref',
  dispute: 'dis',
  caseEvent: 'cev',
  fraudWarning: 'efw',
  payout: 'pyt',
  payoutLine: 'pyl',
  notice: 'ntc',
  entry: 'ent',
  line: 'lin',
  export: 'exp',
  sweep: 'swp',
  conflict: 'cnf',
  foreignPayment: 'fpy',
} as const

export type IdPrefix = (typeof idPrefixes)[keyof typeof idPrefixes]

/** `pay_01j9...`: says what it names, and sorts by creation time, so the primary key also pages. */
export const newId = (prefix: IdPrefix): string => typeid(prefix).toString()

/** The least id of a moment: all that was made since has a greater one, so a span of time is a range of the key. */
export function firstIdAt(prefix: IdPrefix, at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, '0')
  return fromUUID(`${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`, prefix)
}

/** When an id was made, to the millisecond; null for what is no id of ours. */
export function madeAt(id: string): Date | null {
  if (!/^[a-z]{2,10}_[0-7][0-9a-z]{25}$/.test(id)) return null
  const ms = Number.parseInt(TypeID.fromString(id).toUUID().replaceAll('-', '').slice(0, 12), 16)
  return new Date(ms)
}
