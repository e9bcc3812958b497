import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  customType,
  foreignKey,
  pgPolicy,
  pgRole,
  primaryKey,
  timestamp,
} from 'drizzle-orm/pg-core'
import { type IdPrefix, newId } from '@/lib/core/id'

const idText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

/** Text that compares by bytes on every server: ids, references and digits. */
export const ref = (name: string) => idText(name)

/** A key of its own, `pay_01j9...`; sorts by time of creation. */
export const id = (prefix: IdPrefix) =>
  ref('id')
    .notNull()
    .$defaultFn(() => newId(prefix))

export const createdAt = () => at('created_at').notNull().defaultNow()
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Minor units of the currency beside it. */
export const amount = (name = 'amount') => bigint(name, { mode: 'bigint' })
export const currencyCode = (name = 'currency') => ref(name)
export const bytes = (name: string) => bigint(name, { mode: 'bigint' })

/** `inTenant` fills it in. */
export const tenantId = () => ref('tenant_id').notNull().default(sql`current_setting('app.tenant')`)

/** The first two columns of every table that belongs to a tenant. */
export const keys = (prefix: IdPrefix) => ({ tenantId: tenantId(), id: id(prefix) })

const tenantRole = pgRole('tenant').existing()
const ofTenant = sql`tenant_id = current_setting('app.tenant')`
const owner = sql.raw(`coalesce(current_setting('app.company', true), '')`)

export const ownRows = () => pgPolicy('own', { to: tenantRole, using: ofTenant })

/** What makes it so: other tenants' rows cannot be seen, and the key begins with the tenant. */
export const owned = (t: { tenantId: AnyPgColumn; id: AnyPgColumn }) => [
  primaryKey({ columns: [t.tenantId, t.id] }),
  ownRows(),
]

/**
 * The same for tables of which the staff of a company, or an end user, may see only the own rows: `columns` hold the ids
 * of whose they are. `case`, because Postgres takes `or` of unknown texts to let hardly a row through, and then sorts the
 * whole table to show its first page.
 */
export const ownedWithin = (t: { tenantId: AnyPgColumn; id: AnyPgColumn }, ...columns: string[]) => [
  primaryKey({ columns: [t.tenantId, t.id] }),
  pgPolicy('own', {
    to: tenantRole,
    using: sql`${ofTenant} and case when ${owner} = '' then true else ${isOneOf(columns)} end`,
  }),
]

const isOneOf = (columns: string[]) =>
  columns.length === 1
    ? sql`${sql.raw(columns[0]!)} = ${owner}`
    : sql`${owner} in (${sql.raw(columns.join(', '))})`

/** A foreign key that cannot leave the tenant. */
export const within = (
  t: { tenantId: AnyPgColumn },
  column: AnyPgColumn,
  target: { tenantId: AnyPgColumn; id: AnyPgColumn },
) => foreignKey({ columns: [t.tenantId, column], foreignColumns: [target.tenantId, target.id] })
