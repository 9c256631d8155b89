import type { PushMutation, PushResult } from '../../../shared/protocol/push.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { applyCentral } from '../sync/apply-central.ts'
import type { CentralBatch } from '../sync/apply-central.ts'
import { adoptEpoch, knownEpoch } from '../sync/epoch.ts'
import { mutate } from '../sync/mutate.ts'
import { adoptProgram } from '../sync/adopt-program.ts'
import { counts, prune, recordAnswers, renumber, reopen, toSend } from '../sync/outbox.ts'
import { adoptCard } from '../sync/scope.ts'
import type { DeskCard } from '../sync/scope.ts'
import { clearSpent } from '../sync/spent.ts'
import { beginStage, shapeStates, stageRows } from '../sync/stage.ts'
import type { StagedRow } from '../sync/stage.ts'
import { compareStage } from '../sync/swap.ts'
import { openReplica } from './database.ts'
import { backupReplica, migrateReplica } from './migrate.ts'
import { readState, writeState } from './state.ts'
import type { DeskState, Registration } from './state.ts'

export interface WriterFiles {
  file: string
  key: Uint8Array
  backupDir: string
}

/**
 * What the one thread that writes the replica can be asked. Whoever serves this runs it strictly in turn.
 * `openFile` lets a simulation watch the statements.
 */
export function writerOperations({ file, key, backupDir }: WriterFiles, openFile: typeof openReplica = openReplica) {
  let db: ReturnType<typeof openReplica>
  return {
    /** Opens the replica and brings it to this program's version. */
    async open() {
      db = openFile(file, key)
      migrateReplica(db, backupDir)
      await adoptProgram(db)
      prune(db)
    },
    desk() {
      return { registration: readState(db, 'registration'), ready: readState(db, 'ready') ?? false, lastContactAt: readState(db, 'lastContactAt') ?? null, copiesHoldMore: readState(db, 'copiesHoldMore') ?? false, epoch: knownEpoch(db), shapes: shapeStates(db), outbox: counts(db) }
    },
    register(registration: Registration) {
      writeState(db, 'registration', registration)
    },
    adoptCard: (card: DeskCard) => adoptCard(db, card),
    adoptEpoch: (epoch: string) => adoptEpoch(db, epoch),
    remember<K extends keyof DeskState>(name: K, value: DeskState[K]) {
      writeState(db, name, value)
    },
    async mutate(mutation: Omit<PushMutation, 'seq'>) {
      const recorded = await mutate(db, mutation)
      return { ...recorded, outbox: counts(db) }
    },
    toSend: (limit: number) => toSend(db, limit),
    recordAnswers: (results: PushResult[]) => recordAnswers(db, results),
    reopen: (expected: number) => reopen(db, expected),
    renumber: (expected: number) => renumber(db, expected),
    counts: () => counts(db),
    applyCentral: (batch: CentralBatch) => applyCentral(db, batch),
    beginStage: (table: TableName) => beginStage(db, table),
    stageRows: (table: TableName, rows: StagedRow[], cursor: { handle: string; position: string }) => stageRows(db, table, rows, cursor),
    compareStage: (table: TableName, after: string) => compareStage(db, table, after),
    clearSpent: () => clearSpent(db),
    backup: (to: string) => backupReplica(db, to),
    close: () => {
      db.pragma('wal_checkpoint(truncate)')
      db.close()
    },
  }
}

export type WriterOperations = ReturnType<typeof writerOperations>
