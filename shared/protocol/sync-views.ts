/** Answers of the ClinicApi about the copy on this PC: its sync with the centre, its backups, other PCs. */
import type { DeviceProfile } from '../schema/index.ts'

/** How far a copy of tables has come; counts what has arrived, promises nothing. */
export interface CopyProgress {
  tablesDone: number
  tablesTotal: number
  rows: number
}

export interface ProgramFacts {
  version: string
  schema: number
  protocol: number
}

export interface SyncStatus {
  network: 'online' | 'offline' | 'connecting'
  /** Mutations recorded here that the centre's rows do not contain yet. */
  waiting: number
  /** When the oldest of them was made, ISO-8601. */
  waitingSince: string | null
  /** Unsettled items of Needs attention. */
  attention: number
  lastContactAt: string | null
  /** Present while the first copy of the clinic's data is loading. */
  firstSync: CopyProgress | null
  /** Present while tables are fetched anew, beside the rows that are shown meanwhile. */
  refetch: CopyProgress | null
  /** How far this PC's clock is behind the centre's, in whole minutes; negative: ahead. Null until the centre has told its time. */
  clockBehindMinutes: number | null
  /** This program, */
  program: ProgramFacts
  /** and the centre's, as it said when it was last asked. */
  centre: ProgramFacts | null
  /** When the newest backup of this PC that was read through was made, ISO-8601; null when there is none. */
  lastBackupAt: string | null
  /** What waits was made by a newer program than the centre's, which cannot read it before it is updated. */
  held: boolean
  /** A sentence when something needs a person: revoked device, version mismatch, full disk. */
  problem: string | null
  /** A sentence when the disk of this PC needs a person: it is full, or no backup could be made. */
  storage: string | null
  /** What happened to the data of this PC and what was kept, until somebody has read it. */
  notice: string | null
}

/** What came of sending now. */
export interface SendResult {
  /** Writes that reached the centre meanwhile. */
  sent: number
  waiting: number
  network: SyncStatus['network']
}

/** A write of this PC that the centre's rows do not contain yet, in facts that can be put into words. */
export interface OutboxItem {
  mutationId: string
  /** Name of the mutator. */
  mutation: string
  madeAt: string
  /** `answered`: the centre has dealt with it, and its rows are on their way here. */
  state: 'waiting' | 'answered'
  patientId: string | null
  patientName: string | null
  madeByName: string | null
  /** The time it asks for, where it does. */
  slot: { startsAt: string; endsAt: string } | null
  /** Fields of a patient that it changes. */
  fields: string[]
  amountCentavos: number | null
  /** It does not fit the centre's newest rows; the centre decides, and a person is told. */
  isDoubtful: boolean
}

export interface Outbox {
  /** In the order in which they are sent; the first of them when there are very many. */
  items: OutboxItem[]
  total: number
}

/** A PC of the clinic, as far as the centre has told. */
export interface DeskSeen {
  id: string
  name: string
  profile: DeviceProfile
  isRevoked: boolean
  /** When the centre last took a write of it, by the centre's clock; null when it never did. */
  lastWriteAt: string | null
}

export interface Diagnostics {
  fileName: string
  /** JSON without any data of patients, people or the clinic. */
  text: string
}

/** Writes that a restored centre had forgotten and that a desk has brought back. */
export interface ReturnedWrites {
  deviceId: string
  deviceName: string
  writes: number
  /** When the newest of them came back. */
  at: string
}

/** A copy of this PC's replica that can be restored. */
export interface BackupView {
  /** Its file; names it in calls. */
  name: string
  kind: 'daily' | 'before_update'
  madeAt: string
  bytes: number
  /** When it was read from its first page to its last; null when that is not known of this file. */
  checkedAt: string | null
  /** Writes in it that the centre had not got then. */
  waiting: number | null
}
