import type { Pool } from 'pg'
import { auditHash } from '../../sync-server/auth/audit.ts'
import type { AuditEvent } from '../../sync-server/auth/audit.ts'

interface Stored {
  chain_id: string
  position: number
  at: string
  clinic_id: string
  event: AuditEvent
  actor_id: string | null
  device_id: string | null
  subject: string
  subject_id: string | null
  detail: Record<string, unknown>
  previous_hash: Buffer
  hash: Buffer
}

/** What is wrong with the audit chains of a database: gaps, hashes that do not follow, ends that do not fit. */
export async function verifyChains(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<Stored>('select * from audit_log order by chain_id, position')
  const { rows: ends } = await pool.query<{ chain_id: string; position: number; hash: Buffer }>('select * from audit_chains')
  const faults: string[] = []
  for (const [chain, entries] of Map.groupBy(rows, (row) => row.chain_id)) {
    let previous: Buffer = Buffer.alloc(0)
    for (const [index, row] of entries.entries()) {
      if (row.position !== index + 1) faults.push(`${chain}: ${row.position} stands at ${index + 1}`)
      if (!row.previous_hash.equals(previous)) faults.push(`${chain}: ${row.position} does not follow the one before`)
      if (!row.hash.equals(auditHash(previous, entryOf(row)))) faults.push(`${chain}: ${row.position} was changed`)
      previous = row.hash
    }
    const end = ends.find(({ chain_id }) => chain_id === chain)
    if (end?.position !== entries.length || !end.hash.equals(previous)) faults.push(`${chain}: its end does not fit`)
  }
  return faults
}

function entryOf(row: Stored) {
  const { chain_id: chainId, clinic_id: clinicId, actor_id: actorId, device_id: deviceId, subject_id: subjectId, position, at, event, subject, detail } = row
  return { chainId, clinicId, actorId, deviceId, subjectId, position, at, event, subject, detail }
}
