import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, bytes, createdAt, keys, owned, ownedWithin, ownRows, ref, tenantId, within } from '../columns'
import { connections } from './connections'
import { plans, planVersions } from './plans'
import { companies, endUsers } from './tenancy'

export const simStatuses = [
  'inventory',
  'activation_ready',
  'active',
  'suspended',
  'terminated',
  'archived',
] as const

/** Sealed codes of many SIMs in one JWE: an array, of which each SIM knows its place. */
export const simSecrets = pgTable(
  'sim_secrets',
  { ...keys('sec'), sealed: text('sealed').notNull() },
  (t) => [...owned(t)],
)

export const sims = pgTable(
  'sims',
  {
    ...keys('sim'),
    iccid: ref('iccid').notNull(),
    /** For finding a card by its last digits: as a column, because `reverse` itself may not use an index under row security. */
    iccidReversed: ref('iccid_reversed').notNull().generatedAlwaysAs(sql`reverse(iccid)`),
    /** Without the check digit: on this the same card is found again whichever form a system prints. */
    iccidBody: ref('iccid_body').notNull(),
    formFactor: text('form_factor', { enum: ['physical', 'esim'] }).notNull(),
    status: text('status', { enum: simStatuses }).notNull().default('inventory'),
    /** none: no carrier behind it; error: the carrier does not know it (Droam: Invalid). */
    integration: text('integration', { enum: ['none', 'ok', 'error'] })
      .notNull()
      .default('none'),
    isPending: boolean('is_pending').notNull().default(false),
    /** null: the carrier cannot tell */
    inSession: boolean('in_session'),
    profileState: text('profile_state').notNull().default('unknown'),
    suspendReason: text('suspend_reason'),
    connectionId: ref('connection_id').notNull(),
    companyId: ref('company_id'),
    endUserId: ref('end_user_id'),
    planId: ref('plan_id'),
    assignmentId: ref('assignment_id'),
    /** The sale for which it is reserved, until `reservedUntil`, or for ever once `soldAt` is set. */
    orderId: ref('order_id'),
    reservedUntil: at('reserved_until'),
    soldAt: at('sold_at'),
    /** In `sim_secrets`. Without a foreign key, which would cost a fifth of an import: both are written together. */
    secretId: ref('secret_id'),
    secretIndex: integer('secret_index'),
    /** True when `sim_secrets` holds an activation code for it, so that no code need be opened to know. */
    hasCode: boolean('has_code').notNull().default(false),
    imsi: ref('imsi'),
    msisdn: ref('msisdn'),
    eid: ref('eid'),
    imei: ref('imei'),
    apn: text('apn'),
    note: text('note').notNull().default(''),
    labels: text('labels').array().notNull().default(sql`'{}'`),
    externalRef: text('external_ref'),
    importId: ref('import_id'),
    /** Counters kept for the list: bytes left of the running plan (null: unlimited or none), bytes this month. */
    dataLeft: bytes('data_left'),
    monthBytes: bytes('month_bytes').notNull().default(sql`0`),
    endsAt: at('ends_at'),
    /** When the carrier was last asked about it. */
    refreshedAt: at('refreshed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...ownedWithin(t, 'company_id'),
    within(t, t.connectionId, connections),
    within(t, t.companyId, companies),
    within(t, t.endUserId, endUsers),
    within(t, t.planId, plans),
    uniqueIndex('sims_iccid_body').on(t.tenantId, t.iccidBody),
    index('sims_last_digits').on(t.tenantId, t.iccidReversed),
    index('sims_msisdn').on(t.tenantId, t.msisdn).where(sql`msisdn is not null`),
    index('sims_imsi').on(t.tenantId, t.imsi).where(sql`imsi is not null`),
    index('sims_imei').on(t.tenantId, t.imei).where(sql`imei is not null`),
    index('sims_eid').on(t.tenantId, t.eid).where(sql`eid is not null`),
    index('sims_end_user').on(t.tenantId, t.endUserId, t.id).where(sql`end_user_id is not null`),
    // The company is there so that row security can be judged, and SIMs counted, from the index alone.
    index('sims_status').on(t.tenantId, t.status, t.id, t.companyId),
    index('sims_company').on(t.tenantId, t.companyId, t.id),
    index('sims_plan').on(t.tenantId, t.planId, t.id),
    index('sims_pending').on(t.tenantId, t.connectionId, t.id).where(sql`is_pending`),
    index('sims_order').on(t.tenantId, t.orderId).where(sql`order_id is not null`),
    index('sims_for_sale')
      .on(t.tenantId, t.planId, t.reservedUntil)
      .where(sql`status = 'activation_ready' and has_code and company_id is null and sold_at is null`),
  ],
)

/**
 * The labels of SIMs, for finding: `@>` may not use an index under row security. Triggers keep it as `sims.labels` says,
 * so nothing else writes here. It is an index in all but name: its key is what is searched, and a foreign key would only
 * cost.
 */
export const simLabels = pgTable(
  'sim_labels',
  { tenantId: tenantId(), label: ref('label').notNull(), simId: ref('sim_id').notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.label, t.simId] }), ownRows()],
)

/** What happened to a SIM, for its history. */
export const simEvents = pgTable(
  'sim_events',
  {
    ...keys('sev'),
    simId: ref('sim_id').notNull(),
    kind: text('kind').notNull(),
    /** A sentence for people. */
    text: text('text').notNull(),
    /** The same cause is told once. */
    cause: ref('cause'),
    actorId: ref('actor_id').notNull().default('system'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.simId, sims),
    index('sim_events_sim').on(t.tenantId, t.simId, t.id),
    uniqueIndex('sim_events_cause').on(t.tenantId, t.simId, t.cause),
  ],
)

/** A plan on a SIM: one instance of the version that was sold or assigned. */
export const assignments = pgTable(
  'assignments',
  {
    ...keys('asg'),
    simId: ref('sim_id').notNull(),
    planVersionId: ref('plan_version_id').notNull(),
    orderId: ref('order_id'),
    /** Of a refill: how much it added. null: the plan itself, with what its version says. */
    refillBytes: bytes('refill_bytes'),
    status: text('status', { enum: ['ready', 'active', 'depleted', 'expired', 'revoked'] })
      .notNull()
      .default('ready'),
    externalId: ref('external_id'),
    usedBytes: bytes('used_bytes').notNull().default(sql`0`),
    startsAt: at('starts_at'),
    endsAt: at('ends_at'),
    createdAt: createdAt(),
  },
  (t) => [
    ...owned(t),
    within(t, t.simId, sims),
    within(t, t.planVersionId, planVersions),
    index('assignments_sim').on(t.tenantId, t.simId, t.id),
  ],
)

/** An uploaded file of SIMs: checked first, imported when asked, resumable at `doneRows`. */
export const imports = pgTable(
  'imports',
  {
    ...keys('imp'),
    fileName: text('file_name').notNull(),
    /** Where the file is kept below DATA_DIR. */
    path: text('path').notNull(),
    /** SHA-256 of the content: the same file again is recognised. */
    sha256: ref('sha256').notNull(),
    connectionId: ref('connection_id').notNull(),
    companyId: ref('company_id'),
    luhn: text('luhn', { enum: ['strict', 'warn', 'off'] }).notNull(),
    status: text('status', { enum: ['uploaded', 'checking', 'checked', 'importing', 'finished', 'failed'] })
      .notNull()
      .default('uploaded'),
    /** For `failed`: a sentence. */
    problem: text('problem'),
    totalRows: integer('total_rows').notNull().default(0),
    doneRows: integer('done_rows').notNull().default(0),
    newRows: integer('new_rows').notNull().default(0),
    knownRows: integer('known_rows').notNull().default(0),
    badRows: integer('bad_rows').notNull().default(0),
    warnings: jsonb('warnings').$type<string[]>().notNull().default([]),
    createdAt: createdAt(),
  },
  (t) => [...owned(t), within(t, t.connectionId, connections), within(t, t.companyId, companies)],
)

/** The rows of an import that need a person's eye, and a sample of the good ones. */
export const importRows = pgTable(
  'import_rows',
  {
    ...keys('irw'),
    importId: ref('import_id').notNull(),
    row: integer('row').notNull(),
    result: text('result', { enum: ['new', 'known', 'error', 'warning'] }).notNull(),
    reason: text('reason').notNull().default(''),
    cells: text('cells').array().notNull(),
  },
  (t) => [
    ...owned(t),
    within(t, t.importId, imports),
    index('import_rows_row').on(t.tenantId, t.importId, t.row),
  ],
)

/** One action on many SIMs, done by a job with progress and a result for each that failed or was skipped. */
export const runs = pgTable(
  'runs',
  {
    ...keys('run'),
    kind: text('kind').notNull(),
    input: jsonb('input').notNull(),
    status: text('status', { enum: ['running', 'finished', 'failed'] })
      .notNull()
      .default('running'),
    total: integer('total').notNull(),
    ok: integer('ok').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    /** The last SIM that was looked at: where the job goes on. */
    cursor: ref('cursor'),
    actorId: ref('actor_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [...owned(t)],
)

export const runResults = pgTable(
  'run_results',
  {
    ...keys('rrs'),
    runId: ref('run_id').notNull(),
    simId: ref('sim_id').notNull(),
    iccid: ref('iccid').notNull(),
    isOk: boolean('is_ok').notNull(),
    reason: text('reason').notNull().default(''),
  },
  (t) => [
    ...owned(t),
    within(t, t.runId, runs),
    uniqueIndex('run_results_sim').on(t.tenantId, t.runId, t.simId),
  ],
)
