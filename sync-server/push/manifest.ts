import type { ClientBase } from 'pg'

/**
 * Leaves the manifest of the current transaction: which synced tables it touched. Desks read it from
 * `client_progress` and wait for exactly these tables before they show the transaction.
 * For writers without mutations of their own (imports, enrolment); push advances `last_seq` itself.
 */
export async function recordManifest(client: ClientBase, written: { clinicId: string; clientId: string; tables: readonly string[] }): Promise<void> {
  await client.query(
    `insert into client_progress (client_id, clinic_id, last_seq, mutation_id, tables, updated_at)
     values ($1, $2, 0, null, $3, now())
     on conflict (client_id) do update set tables = excluded.tables, updated_at = greatest(excluded.updated_at, client_progress.updated_at + interval '1 millisecond')`,
    [written.clientId, written.clinicId, JSON.stringify([...new Set([...written.tables, 'client_progress'])])],
  )
}
