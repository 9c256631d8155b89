import { rmSync } from 'node:fs'
import { hash } from '@node-rs/argon2'
import { createReplica, KEY, putAll } from './replica.ts'
import { CLINIC, MANAGER, RECEPTIONIST, T0 } from './world.ts'
import { CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent, ApiResponse, MethodInput, MethodName, MethodOutput } from '../../shared/protocol/clinic-api.ts'
import { openHost } from '../../electron/host/host.ts'
import type { ClinicHost, HostConnection } from '../../electron/host/host.ts'
import { writeState } from '../../electron/host/store/state.ts'

const PASSWORD = 'password of the test'

/** A data folder of an enrolled desk of the small clinic, whose people can sign in. Remove it when done. */
export async function deskFolder(): Promise<string> {
  const replica = createReplica()
  const verifier = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1 })
  putAll(replica.db, { user_credentials: [MANAGER, RECEPTIONIST].map((user_id) => ({ user_id, clinic_id: CLINIC, verifier, changed_at: T0 })) })
  writeState(replica.db, 'ready', true)
  replica.db.close()
  return replica.dir
}

/** A whole host on a folder, its centre out of reach, with one window. */
export class Hosted {
  readonly dir: string
  readonly log: { msg: string; [key: string]: unknown }[] = []
  readonly events: ApiEvent[] = []
  host!: ClinicHost
  #window!: HostConnection
  #id = 0

  constructor(dir: string) {
    this.dir = dir
  }

  static async on(dir: string): Promise<Hosted> {
    const hosted = new Hosted(dir)
    await hosted.start()
    return hosted
  }

  async start(): Promise<void> {
    // Nothing listens on port 9: the desk is offline.
    this.host = await openHost({ dataDir: this.dir, serverUrl: 'http://127.0.0.1:9', key: KEY, log: (entry) => this.log.push(entry) })
    this.#window = this.host.connect((event) => this.events.push(event))
  }

  /** The answer to a call; throws the error the window would see. */
  async call<N extends MethodName>(method: N, input: MethodInput<N>): Promise<MethodOutput<N>> {
    const answer: ApiResponse = await this.#window.handle({ v: CLINIC_API_VERSION, id: ++this.#id, method, input })
    if (answer.ok) return answer.result as MethodOutput<N>
    throw Object.assign(new Error(answer.error.message), answer.error)
  }

  async signIn(username = 'manager'): Promise<void> {
    await this.call('session.signIn', { username, password: PASSWORD })
  }

  async remove(): Promise<void> {
    await this.host.close()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
