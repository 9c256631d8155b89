import { mutators } from '../../../shared/mutators/index.ts'
import { Refusal } from '../../../shared/mutators/mutator.ts'
import type { MutationContext, Mutator } from '../../../shared/mutators/mutator.ts'
import { upcast } from '../../../shared/mutators/upcasts.ts'
import { derivedId } from '../../../shared/protocol/derived-id.ts'
import type { PushMutation } from '../../../shared/protocol/push.ts'
import { describe, SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { SqliteRow } from '../store/codec.ts'
import { prepared } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { SqliteTx } from '../store/sqlite-tx.ts'
import { readState } from '../store/state.ts'
import { issuedNumbers, pending } from './outbox.ts'

/** Writes a whole row as the centre has it, or as it was: insert or replace every column given. */
export function putRow(db: Db, table: TableName, stored: SqliteRow, into: string = table): void {
  const names = Object.keys(stored)
  const { key } = describe(table)
  const update = names.filter((name) => name !== key).map((name) => `${name} = excluded.${name}`)
  prepared(db, `insert into ${into} (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) on conflict (${key}) do update set ${update.join(', ')}`)
    .run(...names.map((name) => stored[name]))
}

export function deleteRow(db: Db, table: TableName, key: string, from: string = table): void {
  prepared(db, `delete from ${from} where ${describe(table).key} = ?`).run(key)
}

/** Puts every row that pending writes changed back to the centre's image of it. Returns the tables. */
export function undoPending(db: Db): Set<TableName> {
  const images = prepared<[], { table_name: TableName; row_key: string; image: string | null }>(db, 'select table_name, row_key, image from _base_rows').all()
  for (const { table_name, row_key, image } of images) {
    if (image === null) deleteRow(db, table_name, row_key)
    else putRow(db, table_name, JSON.parse(image) as SqliteRow)
  }
  prepared(db, 'delete from _base_rows').run()
  return new Set(images.map((image) => image.table_name))
}

/**
 * Runs what the centre has not confirmed once more, in order, on its newest rows. A write that no
 * longer fits leaves no effect and stays in the outbox: the centre decides, and the person is told.
 */
export async function rerunPending(db: Db): Promise<Set<TableName>> {
  const touched = new Set<TableName>()
  const note = prepared(db, 'update _outbox set local_error = ? where seq = ?')
  for (const entry of pending(db)) {
    const tx = new SqliteTx(db)
    prepared(db, 'savepoint entry').run()
    try {
      await runEntry(db, tx, entry)
      prepared(db, 'release entry').run()
      for (const table of tx.touched) touched.add(table)
      note.run(null, entry.seq)
    } catch (error) {
      db.exec('rollback to entry; release entry')
      note.run(error instanceof Refusal ? error.code : 'failed', entry.seq)
    }
  }
  return touched
}

async function runEntry(db: Db, tx: SqliteTx, entry: PushMutation): Promise<void> {
  const { name, input } = upcast(entry, entry.schema ?? SCHEMA_VERSION)
  const mutator = knownMutator(name)
  await mutator.apply(tx, mutator.input.parse(input), contextOf(db, entry))
}

export function knownMutator(name: string): Mutator {
  const mutator = mutators.get(name)
  if (!mutator) throw new Refusal('unknown_mutation', 'This program does not know this kind of change.')
  return mutator
}

/** What a mutator is told at this desk. Losses are the centre's to report; here they have no listener. */
export function contextOf(db: Db, entry: { id: string; actor: string; at: string }): MutationContext {
  const registration = readState(db, 'registration')
  if (!registration) throw new Refusal('not_enrolled', 'This PC is not enrolled at a clinic yet.')
  const offset = readState(db, 'clockOffsetMs') ?? 0
  return {
    mutationId: entry.id,
    clinicId: registration.clinicId,
    clientId: registration.deviceId,
    series: registration.series,
    actorId: entry.actor,
    at: entry.at,
    correctedAt: new Date(Date.parse(entry.at) + offset).toISOString(),
    idFor: (label) => derivedId(entry.id, label),
    issued: (stem) => issuedNumbers(db, stem),
    lost: () => {},
  }
}
