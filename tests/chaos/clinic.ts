import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { createEnrolmentCode } from '../../sync-server/auth/enrolment-codes.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import type { EmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import { freePort } from '../../sync-server/postgres/ports.ts'
import type { Cleanup } from '../../bench/lib/cleanup.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { Child } from '../support/child.ts'
import { FaultProxy } from '../support/fault-proxy.ts'
import { ChaosDesk } from './desk.ts'
import type { ChaosOptions } from './options.ts'
import { Program } from './program.ts'
import { SmallDisk } from './small-disk.ts'

const DATABASE = 'chaos'
const SECRET = 'between-gatekeeper-and-source'
const PROFILES: readonly DeviceProfile[] = ['manager', 'front_desk', 'chairside']

/** A whole clinic, every part a process of its own, with a cable between all that a network would lie between. */
export class ChaosClinic {
  readonly desks: ChaosDesk[] = []
  readonly dir: string
  readonly #options: ChaosOptions
  postgres!: EmbeddedPostgres
  databaseCable!: FaultProxy
  centre!: Program
  /** The shape service where it is a process of its own. */
  shapes: Program | undefined

  private constructor(dir: string, options: ChaosOptions) {
    this.dir = dir
    this.#options = options
  }

  static async start(options: ChaosOptions, cleanup: Cleanup): Promise<ChaosClinic> {
    const clinic = new ChaosClinic(mkdtempSync(path.join(tmpdir(), 'chairside-chaos-')), options)
    if (!options.keep) cleanup.add(() => rmSync(clinic.dir, { recursive: true, force: true }))
    await clinic.startPostgres()
    cleanup.add(() => clinic.postgres.stop())
    await clinic.postgres.createDatabase(DATABASE)
    clinic.databaseCable = await FaultProxy.before(`http://127.0.0.1:${clinic.postgres.port}`)
    cleanup.add(() => clinic.databaseCable.close())
    await clinic.#startCentre(cleanup)
    for (let number = 0; number < options.desks; number++) clinic.desks.push(await clinic.#makeDesk(number, cleanup))
    await Promise.all(clinic.desks.map((desk) => desk.program.start()))
    return clinic
  }

  /** Starts the database again at its old port; for the first time at a free one. */
  async startPostgres(): Promise<void> {
    // A short run spends its time elsewhere; with the processes killed, not the machine, nothing hangs on fsync.
    const settings = { max_connections: '100', shared_buffers: '64MB' }
    this.postgres = await startEmbeddedPostgres({ dataDir: path.join(this.dir, 'postgres'), settings, ...(this.postgres ? { port: this.postgres.port } : {}) })
  }

  /** Runs `work` on a connection that no fault lies on. */
  async atCentre<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = createClient(this.postgres.ownerUrl(DATABASE))
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  get databaseUrl(): string {
    return this.postgres.ownerUrl(DATABASE)
  }

  /** Where the shape service keeps its log; without it every shape begins afresh. */
  get shapesDir(): string {
    return this.#options.source === 'embedded' ? path.join(this.dir, 'centre', 'shapes') : path.join(this.dir, 'shapes')
  }

  get programs(): Program[] {
    return [this.centre, ...(this.shapes ? [this.shapes] : []), ...this.desks.map(({ program }) => program)]
  }

  /** The database as the centre reaches it: through a cable. */
  #cabledUrl(): string {
    const url = new URL(this.databaseUrl)
    url.port = new URL(this.databaseCable.url).port
    return url.href
  }

  async #startCentre(cleanup: Cleanup): Promise<void> {
    const port = await freePort()
    const isAlone = this.#options.source === 'alone'
    const env = { DATABASE_URL: this.#cabledUrl(), LOG_LEVEL: 'warn', ...(isAlone ? { ELECTRIC_URL: `http://127.0.0.1:${port}`, ELECTRIC_SECRET: SECRET } : {}) }
    this.centre = new Program('the centre', () => new Child('sync-server/main.ts', ['--data', path.join(this.dir, 'centre'), '--demo'], env))
    cleanup.add(() => this.centre.end('SIGKILL'))
    await this.centre.start()
    if (!isAlone) return
    mkdirSync(this.shapesDir)
    const args = ['--database-url', this.#cabledUrl(), '--port', String(port), '--secret', SECRET, '--slot', 'chaos_shapes', '--manual-publishing', '--data', this.shapesDir]
    this.shapes = new Program('the shape service', () => new Child('sync-server/shapes/main.ts', args, { LOG_LEVEL: 'warn' }))
    cleanup.add(() => this.shapes?.end('SIGKILL'))
    await this.shapes.start()
  }

  async #makeDesk(number: number, cleanup: Cleanup): Promise<ChaosDesk> {
    const profile = PROFILES[number % PROFILES.length]!
    const cable = await FaultProxy.before(String(this.centre.ready['url']))
    cleanup.add(() => cable.close())
    const disk = SmallDisk.make(path.join(this.dir, `desk-${number + 1}`))
    cleanup.add(() => disk.remove({ keep: this.#options.keep }))
    const code = await this.atCentre(async (client) => {
      const { rows: [clinic] } = await client.query<{ id: string }>('select id from clinics limit 1')
      return createEnrolmentCode(client, clinic!.id, profile)
    })
    const desk = new ChaosDesk(number, profile, cable, disk, code)
    cleanup.add(() => desk.program.end('SIGKILL'))
    return desk
  }
}

