import path from 'node:path'
import type { PushMutation } from '../../../shared/protocol/push.ts'
import type { Db } from '../store/database.ts'
import { readState, writeState } from '../store/state.ts'
import type { Registration } from '../store/state.ts'
import { writerOperations } from '../store/writer.ts'
import { pending } from '../sync/outbox.ts'
import type { DeskCard } from '../sync/scope.ts'
import { writeCard } from './card.ts'
import { OutboxMirror } from './mirror.ts'
import { BACKUP_DIR } from './names.ts'
import { closeSound, openSound } from './open.ts'
import { REPLICA_FILE } from './publish.ts'

export interface KeptFiles {
  dataDir: string
  key: Uint8Array
}

/**
 * The writer's operations on a replica that outlives its file: opened sound or rebuilt, with a second copy of
 * what waits and of who this desk is.
 */
export function keptOperations({ dataDir, key }: KeptFiles) {
  let db: Db
  let mirror: OutboxMirror | undefined
  const files = { file: path.join(dataDir, REPLICA_FILE), key, backupDir: path.join(dataDir, BACKUP_DIR) }
  const writer = writerOperations(files, () => db)
  const keepCard = () => writeCard(dataDir, key, readState(db, 'registration') ?? null)
  return {
    ...writer,
    /** Opens the replica, sound and at this program's version. */
    async open() {
      db = await openSound(dataDir, key)
      await writer.open()
      mirror = new OutboxMirror(dataDir, key, () => pending(db))
      mirror.renew()
    },
    desk: () => ({ ...writer.desk(), notice: readState(db, 'notice')?.message ?? null }),
    register(registration: Registration) {
      writer.register(registration)
      keepCard()
    },
    adoptCard(card: DeskCard) {
      writer.adoptCard(card)
      keepCard()
    },
    async mutate(mutation: Omit<PushMutation, 'seq'>) {
      const recorded = await writer.mutate(mutation)
      mirror?.add({ ...mutation, seq: recorded.seq, input: recorded.input })
      return recorded
    },
    /** Somebody has read what happened to this PC's data. */
    noticeRead: () => writeState(db, 'notice', null),
    close() {
      mirror?.close()
      closeSound(dataDir, db)
    },
  }
}

export type KeptOperations = ReturnType<typeof keptOperations>
