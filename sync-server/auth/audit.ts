import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'

export const AUDIT_EVENTS = [
  'login_success', 'login_failure', 'data_access', 'data_create', 'data_update', 'data_delete',
  'data_retention_purge', 'right_to_erasure', 'client_authentication',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** One act to be remembered. Nothing in it may be personal data: ids, names of routes and outcomes only. */
export interface AuditEntry {
  /** The desk where it happened, else the clinic. */
  chainId: string
  clinicId: string
  event: AuditEvent
  actorId: string | null
  deviceId: string | null
  /** Mutator or route. */
  subject: string
  /** Mutation or row. */
  subjectId: string | null
  detail: Record<string, unknown>
}

/** A row as it is hashed; `at` is ISO-8601 with milliseconds and Z, by the clock of the database. */
export interface AuditRow extends AuditEntry {
  position: number
  at: string
}

const UTC_MILLIS = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`

/**
 * Adds a row to its chain, in the caller's transaction: the act and its trace stand or fall together.
 * Writers of one chain wait for each other here; a serializable transaction may fail with 40001 and is run again.
 */
export async function appendAudit(client: ClientBase, entry: AuditEntry): Promise<void> {
  const { rows } = await client.query<{ position: string; hash: Buffer; at: string }>(
    `insert into audit_chains (chain_id, position, hash) values ($1, 0, '')
     on conflict (chain_id) do update set position = audit_chains.position
     returning position::text, hash, to_char(clock_timestamp() at time zone 'utc', ${UTC_MILLIS}) as at`,
    [entry.chainId],
  )
  const end = rows[0]!
  const row: AuditRow = { ...entry, position: Number(end.position) + 1, at: end.at }
  const hash = auditHash(end.hash, row)
  await client.query(
    `insert into audit_log (chain_id, position, at, clinic_id, event, actor_id, device_id, subject, subject_id, detail, previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [row.chainId, row.position, row.at, row.clinicId, row.event, row.actorId, row.deviceId, row.subject, row.subjectId, JSON.stringify(row.detail), end.hash, hash],
  )
  await client.query('update audit_chains set position = $2, hash = $3 where chain_id = $1', [row.chainId, row.position, hash])
}

/** SHA-256 over the previous hash and the row in canonical JSON, so that no row can be changed, moved or left out. */
export function auditHash(previous: Buffer, row: AuditRow): Buffer {
  return createHash('sha256').update(previous).update(canonicalJson(row)).digest()
}

/** JSON with the keys of every object in order of code units: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
