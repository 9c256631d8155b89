import path from 'node:path'
import { unlock } from '../../electron/host/store/database.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { Child } from '../support/child.ts'
import { keyOf } from '../support/equality.ts'
import type { FaultProxy } from '../support/fault-proxy.ts'
import { Program } from './program.ts'
import type { SmallDisk } from './small-disk.ts'

/** A desk of the clinic: its host as a process, its cable, its disk. */
export class ChaosDesk {
  readonly number: number
  readonly profile: DeviceProfile
  readonly cable: FaultProxy
  readonly disk: SmallDisk
  readonly program: Program

  constructor(number: number, profile: DeviceProfile, cable: FaultProxy, disk: SmallDisk, enrolCode: string) {
    this.number = number
    this.profile = profile
    this.cable = cable
    this.disk = disk
    this.program = new Program(`desk ${number + 1}`, () => new Child('electron/browser.ts', ['--server', cable.url, '--data', this.dataDir], { CHAIRSIDE_ENROL_CODE: enrolCode }))
  }

  get dataDir(): string {
    return path.join(this.disk.dir, 'data')
  }

  get key(): Uint8Array {
    return keyOf(this.dataDir)
  }

  /** Where a window opens it, token included. */
  get url(): string {
    return String(this.program.ready['url'])
  }

  /** Ids of the writes in its outbox that the centre's rows here do not contain, read from its disk; its log stays where it is. */
  waiting(): string[] {
    const db = unlock(path.join(this.dataDir, 'replica.db'), this.key, { readonly: true })
    try {
      return db.prepare<[], { id: string }>(`select id from _outbox where state <> 'confirmed'`).all().map(({ id }) => id)
    } finally {
      db.close()
    }
  }
}
