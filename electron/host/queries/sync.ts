import { fullName } from '../../../shared/domain/names.ts'
import { mutators } from '../../../shared/mutators/index.ts'
import { upcast } from '../../../shared/mutators/upcasts.ts'
import type { DeskSeen, Outbox, OutboxItem } from '../../../shared/protocol/views.ts'
import { describe, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { all, one, rowOf } from './rows.ts'

interface Entry {
  id: string
  name: string
  input: string
  actor: string
  at: string
  schema: number
  state: OutboxItem['state']
  local_error: string | null
}

/** So many are shown at most; the number of all is told beside them. */
const MOST_SHOWN = 1000

/** What this PC has written and the centre's rows do not contain yet, in the order of sending. */
export function outbox(db: Db): Outbox {
  const entries = all<Entry>(db, `select id, name, input, actor, at, schema, state, local_error from _outbox where state <> 'confirmed' order by seq limit ?`, MOST_SHOWN)
  const { total } = one<{ total: number }>(db, `select count(*) as total from _outbox where state <> 'confirmed'`)!
  return { items: entries.map((entry) => itemOf(db, entry)), total }
}

/** Only facts that the screen puts into words: an input may be large, and another version's. */
function itemOf(db: Db, { id, actor, at, state, local_error, ...made }: Entry): OutboxItem {
  const { name, input: asked } = upcast({ name: made.name, input: JSON.parse(made.input) as Record<string, unknown> }, made.schema)
  const patientId = patientOf(db, name, asked)
  const patient = patientId === null ? undefined : rowOf(db, 'patients', patientId)
  const { startsAt, endsAt, amountCentavos, changes } = asked
  return {
    mutationId: id,
    mutation: name,
    madeAt: at,
    state,
    patientId,
    patientName: patient ? fullName(patient) : null,
    madeByName: rowOf(db, 'users', actor)?.display_name ?? null,
    slot: typeof startsAt === 'string' && typeof endsAt === 'string' ? { startsAt, endsAt } : null,
    fields: name === 'patient.edit' && Array.isArray(changes) ? changes.map((change) => String((change as { field?: unknown }).field)) : [],
    amountCentavos: typeof amountCentavos === 'number' ? amountCentavos : null,
    isDoubtful: local_error !== null,
  }
}

function patientOf(db: Db, name: string, asked: unknown): string | null {
  const mutator = mutators.get(name)
  const input = mutator?.input.safeParse(asked)
  if (!mutator || !input?.success) return null
  const through = mutator.patientThrough?.(input.data)
  if (!through) return mutator.patientOf?.(input.data) ?? null
  return rowOf(db, through.table, through.id)?.patient_id ?? null
}

/** The PCs of the clinic, and when the centre last took something of each. */
export function desks(db: Db): DeskSeen[] {
  const rows = all<{ id: string; name: string; profile: DeviceProfile; revoked_at: string | null; last_seq: number | null; updated_at: string | null }>(
    db, 'select d.id, d.name, d.profile, d.revoked_at, p.last_seq, p.updated_at from devices d left join client_progress p on p.client_id = d.id order by d.name, d.id')
  return rows.map(({ id, name, profile, revoked_at, last_seq, updated_at }) => ({ id, name, profile, isRevoked: revoked_at !== null, lastWriteAt: last_seq ? updated_at : null }))
}

/** Counts for whoever helps from afar: nothing of any row but how many there are. */
export function figures(db: Db) {
  const shapes = all<{ table: string; handle: string | null; lsn: string | null; stage_handle: string | null }>(db, 'select table_name as "table", handle, lsn, stage_handle from _shapes')
  return {
    tables: TABLE_NAMES.map((table) => {
      const shape = shapes.find((one) => one.table === table)
      const state = shape?.stage_handle ? 'fetching' : shape?.handle ? 'following' : 'not here'
      return { table, rows: one<{ n: number }>(db, `select count(${describe(table).key}) as n from ${table}`)!.n, state, lsn: shape?.lsn ?? null }
    }),
    outbox: all<{ mutation: string; state: string; doubt: string | null; count: number; oldest: string }>(
      db, 'select name as mutation, state, local_error as doubt, count(*) as count, min(at) as oldest from _outbox group by name, state, local_error order by name, state'),
    baseRows: one<{ n: number }>(db, 'select count(*) as n from _base_rows')!.n,
    pages: db.pragma('page_count', { simple: true }) as number,
    pageSize: db.pragma('page_size', { simple: true }) as number,
    schemaVersion: db.pragma('user_version', { simple: true }) as number,
    sqlite: one<{ version: string }>(db, 'select sqlite_version() as version')!.version,
  }
}
