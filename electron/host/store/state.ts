import type { DeviceProfile } from '../../../shared/schema/index.ts'
import { prepared } from './database.ts'
import type { Db } from './database.ts'

/** Who this desk is, as the centre enrolled it. */
export interface Registration {
  deviceId: string
  clinicId: string
  name: string
  profile: DeviceProfile
  series: string
  token: string
}

/** The few facts a desk keeps about itself, by name. */
export interface DeskState {
  registration: Registration
  /** The centre's clock minus this PC's, in milliseconds, as the centre last measured it. */
  clockOffsetMs: number
  /** Whether the first copy of the clinic's data is complete. */
  ready: boolean
  lastContactAt: string
  /** Which database of the centre the rows and cursors here are of. */
  epoch: string
  /** The schema of the program that last opened this replica. */
  schema: number
  /** Whether older copies of the replica hold rows that this desk may not hold any more (S13). */
  copiesHoldMore: boolean
  /** What happened to the data of this PC and what was kept, until somebody has read it. */
  notice: { at: string; message: string } | null
}

export function readState<K extends keyof DeskState>(db: Db, key: K): DeskState[K] | undefined {
  const row = prepared<[string], { value: string }>(db, 'select value from _state where key = ?').get(key)
  return row && (JSON.parse(row.value) as DeskState[K])
}

export function writeState<K extends keyof DeskState>(db: Db, key: K, value: DeskState[K]): void {
  prepared(db, 'insert into _state (key, value) values (?, ?) on conflict (key) do update set value = excluded.value').run(key, JSON.stringify(value))
}
