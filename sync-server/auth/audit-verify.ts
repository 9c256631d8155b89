import type { ClientBase } from 'pg'
import { auditHash } from './audit.ts'
import type { AuditEvent } from './audit.ts'

/** Where a chain ceases to be what was written. */
export interface AuditBreak {
  chainId: string
  position: number
  problem: string
}

interface StoredRow {
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

const ROWS = `select chain_id, position::int, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, clinic_id, event,
    actor_id, device_id, subject, subject_id, detail, previous_hash, hash
  from audit_log where chain_id = $1 and position > $2 order by position limit 1000`

/** Walks every chain from its first row; tells how many rows were read and the first break of each chain. */
export async function verifyAudit(client: ClientBase): Promise<{ chains: number; rows: number; breaks: AuditBreak[] }> {
  const { rows: chains } = await client.query<{ id: string; position: number | null; hash: Buffer | null }>(
    `select coalesce(c.chain_id, l.chain_id) as id, c.position::int as position, c.hash
     from audit_chains c full join (select distinct chain_id from audit_log) l on l.chain_id = c.chain_id order by 1`,
  )
  const breaks: AuditBreak[] = []
  let total = 0
  for (const chain of chains) {
    const walked = await walk(client, chain.id)
    total += walked.rows
    const found = walked.problem ?? endProblem(walked, chain)
    if (found) breaks.push({ chainId: chain.id, ...found })
  }
  return { chains: chains.length, rows: total, breaks }
}

type Problem = Omit<AuditBreak, 'chainId'>
interface Walked {
  rows: number
  hash: Buffer
  problem: Problem | undefined
}

async function walk(client: ClientBase, chainId: string): Promise<Walked> {
  const walked: Walked = { rows: 0, hash: Buffer.alloc(0), problem: undefined }
  for (;;) {
    const { rows } = await client.query<StoredRow>(ROWS, [chainId, walked.rows])
    for (const row of rows) {
      walked.problem = rowProblem(row, walked.rows + 1, walked.hash)
      if (walked.problem) return walked
      walked.rows += 1
      walked.hash = row.hash
    }
    if (rows.length === 0) return walked
  }
}

function rowProblem(row: StoredRow, expected: number, previous: Buffer): Problem | undefined {
  if (row.position !== expected) return { position: expected, problem: 'the row is missing' }
  if (!row.previous_hash.equals(previous)) return { position: expected, problem: 'the row does not follow from the one before it' }
  const hash = auditHash(row.previous_hash, {
    chainId: row.chain_id, position: row.position, at: row.at, clinicId: row.clinic_id, event: row.event, actorId: row.actor_id,
    deviceId: row.device_id, subject: row.subject, subjectId: row.subject_id, detail: row.detail,
  })
  return row.hash.equals(hash) ? undefined : { position: expected, problem: 'the row was changed' }
}

/** A chain cut short at its end is whole in itself; only its remembered end gives it away. */
function endProblem(walked: Walked, chain: { position: number | null; hash: Buffer | null }): Problem | undefined {
  if (chain.position === null) return { position: 1, problem: 'the end of the chain is not known' }
  if (walked.rows < chain.position) return { position: walked.rows + 1, problem: 'rows are missing at the end' }
  if (walked.rows > chain.position) return { position: chain.position + 1, problem: 'there are rows after the end' }
  return chain.hash?.equals(walked.hash) ? undefined : { position: walked.rows, problem: 'the end of the chain is another' }
}
