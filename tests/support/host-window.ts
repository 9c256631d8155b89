import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hash } from '@node-rs/argon2'
import { openHost } from '../../electron/host/host.ts'
import type { ClinicHost, HostConnection, HostOptions } from '../../electron/host/host.ts'
import { CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent, ApiResponse, MethodInput, MethodName, MethodOutput } from '../../shared/protocol/clinic-api.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { FakeCentre } from './fake-centre.ts'
import { KEY, ownRows, REGISTRATION } from './replica.ts'
import { until } from './until.ts'
import { CLINIC, T0 } from './world.ts'

export const PASSWORD = 'tama ang password'
export const CODE = '7KQ3F-9XWPD'

/** A centre whose people can sign in with one password, and that enrols whoever has the code. */
export async function startClinic(profile: DeviceProfile = 'front_desk'): Promise<FakeCentre> {
  const rows = ownRows()
  const verifier = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 })
  rows.user_credentials = rows.users.map(({ id }) => ({ user_id: id, clinic_id: CLINIC, verifier, changed_at: T0 }))
  rows.devices = rows.devices.map((device) => (device.id === REGISTRATION.deviceId ? { ...device, name: REGISTRATION.name, profile } : device))
  const centre = await FakeCentre.start(rows)
  centre.routes.set('/v1/auth/enrol', (_request, response, body) => {
    const wish = JSON.parse(body) as { code?: string; password?: string; deviceName: string }
    if (wish.code?.replace('-', '') !== CODE.replace('-', '') && wish.password !== PASSWORD) return void response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"The user name or the password is not right.","code":"bad_credentials"}')
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...REGISTRATION, profile }))
  })
  return centre
}

/** One host on a folder of its own, and a window of it. */
export class HostBench {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-test-host-'))
  readonly logged: object[] = []
  readonly events: ApiEvent[] = []
  host!: ClinicHost
  #window!: HostConnection
  #id = 0
  readonly #centre: FakeCentre

  constructor(centre: FakeCentre) {
    this.#centre = centre
  }

  async open(options: Partial<HostOptions> = { enrolCode: CODE }): Promise<this> {
    this.host = await openHost({ dataDir: this.dataDir, serverUrl: this.#centre.url, key: KEY, log: (entry) => void this.logged.push(entry), ...options })
    this.#window = this.host.connect((event) => void this.events.push(event))
    return this
  }

  async restart(): Promise<void> {
    await this.host.close()
    await this.open()
  }

  async close(): Promise<void> {
    await this.host.close()
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  /** The raw answer to any message. */
  handle(message: unknown): Promise<ApiResponse> {
    return this.#window.handle(message)
  }

  /** The answer to a call, or its error thrown. */
  async call<N extends MethodName>(method: N, input: MethodInput<N>): Promise<MethodOutput<N>> {
    const answer = await this.ask(method, input)
    if (!answer.ok) throw Object.assign(new Error(answer.error.message), answer.error)
    return answer.result as MethodOutput<N>
  }

  ask(method: string, input: unknown): Promise<ApiResponse> {
    return this.handle({ v: CLINIC_API_VERSION, id: ++this.#id, method, input })
  }

  /** The kind and code of the error a call ends with. */
  async refusal(method: string, input: unknown): Promise<{ kind: string; code?: string }> {
    const answer = await this.ask(method, input)
    if (answer.ok) return { kind: 'none' }
    const { kind, code } = answer.error
    return { kind, ...(code ? { code } : {}) }
  }

  /** Waits for the first copy, then signs in. */
  async signIn(username = 'manager'): Promise<void> {
    await this.stage('sign_in')
    await this.call('session.signIn', { username, password: PASSWORD })
  }

  async stage(stage: string): Promise<void> {
    await until(async () => (await this.call('session.state', {})).stage === stage, `the window shows ${stage}`)
  }
}
