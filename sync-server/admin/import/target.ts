import type { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { appendAudit } from '../../auth/audit.ts'
import { CentreError } from '../../centre/errors.ts'
import { insertRows } from '../../db/rows.ts'
import { recordManifest } from '../../push/manifest.ts'

/** The clinic that is imported into. */
export interface Target {
  clinicId: string
  timezone: string
}

/** Rows of one transaction, by table. */
export type Batch = { [N in TableName]?: Row<N>[] }

const SERIES = 'IMPORT'

/** The clinic of that id, or the only one. Throws a CentreError where it is not clear which is meant. */
export async function chooseClinic(client: Client, clinicId: string | undefined): Promise<Target> {
  const { rows } = await client.query<{ id: string; timezone: string }>('select id, timezone from clinics order by created_at, id')
  const fitting = clinicId === undefined ? rows : rows.filter((row) => row.id === clinicId.toLowerCase())
  const [clinic] = fitting
  if (!clinic) throw new CentreError(clinicId === undefined ? 'There is no clinic yet. Start the centre once, then import.' : 'There is no clinic with that id.')
  if (fitting.length > 1) throw new CentreError(`There are ${fitting.length} clinics. Say which with --clinic: ${fitting.map((row) => row.id).join(', ')}`)
  return { clinicId: clinic.id, timezone: clinic.timezone }
}

/** Holds off a second import into the clinic for as long as the connection lasts: both would create the same people. */
export async function holdOffOthers(client: Client, clinicId: string): Promise<void> {
  const { rows: [row] } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(hashtext('chairside import'), hashtext($1)) as held`, [clinicId])
  if (!row?.held) throw new CentreError('Another import into this clinic is running. Wait for it to end.')
}

/**
 * Writes a batch, all or nothing, with its manifest, so that a desk shows it whole, and its audit row. A run
 * after an interruption finds what was written by its ids in the source.
 */
export async function writeBatch(client: Client, target: Target, what: string, batch: Batch): Promise<void> {
  const tables = TABLE_NAMES.filter((table) => (batch[table]?.length ?? 0) > 0)
  if (tables.length === 0) return
  const { clinicId } = target
  await inTransaction(client, async () => {
    const { clientId, isNew } = await importClient(client, clinicId)
    // Parents before children, which is the order of the descriptors.
    for (const table of tables) await insertRows(client, table, (batch[table] ?? []) as Row<typeof table>[])
    await recordManifest(client, { clinicId, clientId, tables: isNew ? ['devices', ...tables] : tables })
    await appendAudit(client, {
      chainId: clientId, clinicId, event: 'data_create', actorId: null, deviceId: clientId,
      subject: `import ${what}`, subjectId: null, detail: Object.fromEntries(tables.map((table) => [table, batch[table]?.length ?? 0])),
    })
  })
}

/** An import is a client of its own, like a desk, but without a token: nothing can ever connect as it. */
async function importClient(client: Client, clinicId: string): Promise<{ clientId: string; isNew: boolean }> {
  const { rows: [known] } = await client.query<{ id: string }>('select id from devices where clinic_id = $1 and series = $2', [clinicId, SERIES])
  if (known) return { clientId: known.id, isNew: false }
  const clientId = uuidv7()
  const now = new Date().toISOString()
  await insertRows(client, 'devices', [{ id: clientId, clinic_id: clinicId, created_at: now, name: 'Import', profile: 'manager', series: SERIES, revoked_at: now }])
  return { clientId, isNew: true }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** The list in parts of at most `size`. */
export function inParts<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))
}
