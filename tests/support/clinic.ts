import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createEnrolmentCode } from '../../sync-server/auth/enrolment-codes.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { Child } from './child.ts'
import { keyOf } from './equality.ts'
import { FaultProxy } from './fault-proxy.ts'

/** A desk as a process of its own behind a cable of its own. */
export class TestDesk {
  readonly dataDir: string
  readonly cable: FaultProxy
  #child: Child
  /** Where a window opens it, token included. */
  url = ''

  private constructor(dataDir: string, cable: FaultProxy, child: Child) {
    this.dataDir = dataDir
    this.cable = cable
    this.#child = child
  }

  /** Without a code the desk waits at its first screen for a manager. */
  static async start(dataDir: string, cable: FaultProxy, enrolCode?: string): Promise<TestDesk> {
    const desk = new TestDesk(dataDir, cable, launch(dataDir, cable, enrolCode === undefined ? {} : { CHAIRSIDE_ENROL_CODE: enrolCode }))
    await desk.#ready()
    return desk
  }

  /** Ends the host at once, as a power cut would, whatever it was doing. */
  async kill(): Promise<void> {
    await this.#child.end('SIGKILL')
  }

  /** Rejects when the host ends before it is ready. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    this.#child = launch(this.dataDir, this.cable, env)
    await this.#ready()
  }

  /** Waits until the host has ended; returns the signal that ended it, if one did. */
  async ended(): Promise<NodeJS.Signals | null> {
    await this.#child.ended
    return this.#child.process.signalCode
  }

  async stop(): Promise<void> {
    await this.#child.end()
    await this.cable.close()
  }

  get key(): Uint8Array {
    return keyOf(this.dataDir)
  }

  async #ready(): Promise<void> {
    this.url = String((await this.#child.said('ready'))['url'])
  }
}

function launch(dataDir: string, cable: FaultProxy, env: Record<string, string> = {}): Child {
  return new Child('electron/browser.ts', ['--server', cable.url, '--data', dataDir], env)
}

function launchCentre(dir: string, databaseUrl: string, args: string[], env: Record<string, string> = {}): Child {
  return new Child('sync-server/main.ts', ['--data', path.join(dir, 'centre'), ...args], { DATABASE_URL: databaseUrl, ...env })
}

/** A whole clinic for a test: a centre and any number of desks, each a process, all on this machine. */
export class TestClinic {
  readonly databaseUrl: string
  readonly #dir: string
  #centre: Child
  readonly #centreUrl: string
  readonly #desks: TestDesk[] = []

  private constructor(databaseUrl: string, dir: string, centre: Child, centreUrl: string) {
    this.databaseUrl = databaseUrl
    this.#dir = dir
    this.#centre = centre
    this.#centreUrl = centreUrl
  }

  static async start(databaseUrl: string, options: { demo?: boolean } = {}): Promise<TestClinic> {
    const dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-'))
    const centre = launchCentre(dir, databaseUrl, options.demo === false ? [] : ['--demo'])
    const { url } = await centre.said('ready')
    return new TestClinic(databaseUrl, dir, centre, String(url))
  }

  async desk(name: string, profile: DeviceProfile = 'manager'): Promise<TestDesk> {
    const client = createClient(this.databaseUrl)
    await client.connect()
    const { rows: [clinic] } = await client.query<{ id: string }>('select id from clinics limit 1')
    const code = await createEnrolmentCode(client, clinic!.id, profile)
    await client.end()
    return this.#open(name, await FaultProxy.before(this.#centreUrl), code)
  }

  /** A desk that nobody has enrolled yet; `offline` when its cable is out from the start. */
  async deskToEnrol(name: string, options: { offline?: boolean } = {}): Promise<TestDesk> {
    const cable = await FaultProxy.before(this.#centreUrl)
    if (options.offline) cable.cut()
    return this.#open(name, cable)
  }

  async #open(name: string, cable: FaultProxy, code?: string): Promise<TestDesk> {
    const desk = await TestDesk.start(path.join(this.#dir, name), cable, code)
    this.#desks.push(desk)
    return desk
  }

  /** Ends the centre and starts it again at the same address, with other settings of its environment. */
  async restartCentre(env: Record<string, string> = {}, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#centre.end(signal)
    this.#centre = launchCentre(this.#dir, this.databaseUrl, [], env)
    await this.#centre.said('ready')
  }

  /** Waits until the centre has ended; returns the signal that ended it, if one did. */
  async centreEnded(): Promise<NodeJS.Signals | null> {
    await this.#centre.ended
    return this.#centre.process.signalCode
  }

  /** Ends the centre for good, or until it is restarted. */
  async stopCentre(): Promise<void> {
    await this.#centre.end()
  }

  /** The centre's data folder. */
  get centreDir(): string {
    return path.join(this.#dir, 'centre')
  }

  /** Makes the next centre begin every shape afresh. The centre must be stopped. */
  forgetShapes(): void {
    rmSync(path.join(this.centreDir, 'shapes'), { recursive: true, force: true })
  }

  async stop(): Promise<void> {
    await Promise.all(this.#desks.map((desk) => desk.stop()))
    await this.#centre.end()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
