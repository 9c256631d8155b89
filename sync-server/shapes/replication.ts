/** One replication connection: receives the stream in order, with back-pressure, and acknowledges what is on disk. */
import { Client } from 'pg'
import { quoteName, quoteText } from './identifiers.ts'
import { withSessionOptions } from './pg.ts'
import { decodeMessage, type ReplicationMessage } from './pgoutput.ts'

export interface SystemIdentity {
  readonly systemId: string
  readonly timeline: number
  readonly database: string
  /** Where the server's WAL ends. */
  readonly walEnd: string
}

export interface StreamHandlers {
  /** The next message. The one after it is not handed over before this resolves. */
  message(message: ReplicationMessage, bytes: number): Promise<void>
  /**
   * The server has sent everything up to this LSN, and all of it was handed over. `asked`: it wants to hear that it is
   * safe, and will not shut down before it does.
   */
  idle(walEnd: bigint, asked: boolean): void
}

/** The calls of pg's wire connection that a COPY BOTH stream needs; @types/pg leaves them out. */
interface Wire {
  readonly stream: { pause(): void; resume(): void; destroy(): void }
  on(event: 'copyData', listener: (message: { chunk: Buffer }) => void): void
  sendCopyFromChunk(chunk: Buffer): void
}

type Incoming = { readonly kind: 'data'; readonly bytes: Buffer } | { readonly kind: 'keepalive'; readonly walEnd: bigint; readonly asked: boolean }

const PAUSE_BYTES = 16_000_000
const RESUME_BYTES = 4_000_000
const STATUS_MS = 5000
const TURN_MS = 15
const PG_EPOCH_MS = 946_684_800_000

export class ReplicationStream {
  readonly #client: Client
  readonly #wire: Wire
  readonly #handlers: StreamHandlers
  readonly #queue: Incoming[] = []
  #head = 0
  #queuedBytes = 0
  #paused = false
  #working = false
  #received = 0n
  #acknowledged = 0n
  #failure: unknown = null
  #fail: ((error: unknown) => void) | null = null

  private constructor(client: Client, handlers: StreamHandlers) {
    this.#client = client
    this.#wire = (client as unknown as { connection: Wire }).connection
    this.#handlers = handlers
  }

  /** Connects in replication mode. */
  static async connect(databaseUrl: string, handlers: StreamHandlers): Promise<ReplicationStream> {
    const config = {
      connectionString: withSessionOptions(databaseUrl),
      replication: 'database',
      application_name: 'chairside-shapes',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    }
    const client = new Client(config)
    const stream = new ReplicationStream(client, handlers)
    client.on('error', (error) => stream.#stopWith(error))
    client.on('end', () => stream.#stopWith(new Error('the replication connection was closed')))
    await client.connect()
    return stream
  }

  async identify(): Promise<SystemIdentity> {
    const result = await this.#client.query<{ systemid: string; timeline: string | number; dbname: string; xlogpos: string }>('IDENTIFY_SYSTEM')
    const row = result.rows[0]
    if (!row) throw new Error('the server did not identify itself')
    return { systemId: row.systemid, timeline: Number(row.timeline), database: row.dbname, walEnd: row.xlogpos }
  }

  /** Streams until the connection ends, the handler throws, or `close` is called; then rejects with the reason. */
  async run(slot: string, publication: string, from: bigint): Promise<never> {
    this.#acknowledged = from
    this.#received = from
    const ended = new Promise<never>((_resolve, reject) => {
      this.#fail = reject
      if (this.#failure) reject(this.#failure)
    })
    this.#wire.on('copyData', ({ chunk }) => this.#receive(chunk))
    const publications = quoteText(quoteName(publication))
    const sql = `START_REPLICATION SLOT ${quoteName(slot)} LOGICAL 0/0 (proto_version '1', publication_names ${publications}, messages 'true')`
    const started = this.#client.query(sql).then(() => {
      throw new Error('the server ended the replication stream')
    })
    const timer = setInterval(() => this.#sendStatus(), STATUS_MS)
    try {
      return await Promise.race([ended, started])
    } finally {
      clearInterval(timer)
      started.catch(() => {})
    }
  }

  /** Tells the server that everything before this LSN is safe here and need not be kept. */
  acknowledge(lsn: bigint): void {
    if (lsn <= this.#acknowledged) return
    this.#acknowledged = lsn
    if (this.#received < lsn) this.#received = lsn
    this.#sendStatus()
  }

  async close(): Promise<void> {
    this.#stopWith(new Error('closed'))
    await Promise.race([this.#client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1000))])
    this.#wire.stream.destroy()
  }

  #stopWith(error: unknown): void {
    if (this.#failure) return
    this.#failure = error
    this.#queue.length = 0
    this.#head = 0
    this.#fail?.(error)
  }

  #receive(chunk: Buffer): void {
    if (this.#failure) return
    const walEnd = chunk.readBigUInt64BE(chunk[0] === XLOG_DATA ? 9 : 1)
    if (chunk[0] === XLOG_DATA) {
      // A copy: pg moves what is left of its receive buffer over what it has handed out already.
      this.#queue.push({ kind: 'data', bytes: Buffer.from(chunk.subarray(25)) })
      this.#queuedBytes += chunk.length
    } else if (chunk[0] === KEEPALIVE) {
      const asked = chunk[17] === 1
      this.#queue.push({ kind: 'keepalive', walEnd, asked })
      if (asked) this.#sendStatus()
    }
    if (walEnd > this.#received) this.#received = walEnd
    if (!this.#paused && this.#queuedBytes > PAUSE_BYTES) {
      this.#paused = true
      this.#wire.stream.pause()
    }
    if (!this.#working) void this.#work()
  }

  async #work(): Promise<void> {
    this.#working = true
    let turn = performance.now()
    try {
      for (let next = this.#next(); next && !this.#failure; next = this.#next()) {
        if (next.kind === 'keepalive') this.#handlers.idle(next.walEnd, next.asked)
        else await this.#handle(next.bytes)
        if (performance.now() - turn < TURN_MS) continue
        await new Promise(setImmediate)
        turn = performance.now()
      }
    } catch (error) {
      this.#stopWith(error)
    }
    this.#working = false
  }

  // A plain shift moves the whole queue each time, which shows when a big transaction is waiting in it.
  #next(): Incoming | undefined {
    const next = this.#queue[this.#head++]
    if (next && this.#head < 1024) return next
    this.#queue.splice(0, this.#head)
    this.#head = 0
    return next
  }

  async #handle(bytes: Buffer): Promise<void> {
    await this.#handlers.message(decodeMessage(bytes), bytes.length)
    this.#queuedBytes -= bytes.length + 25
    if (!this.#paused || this.#queuedBytes > RESUME_BYTES) return
    this.#paused = false
    this.#wire.stream.resume()
  }

  #sendStatus(): void {
    if (this.#failure) return
    const status = Buffer.alloc(34)
    status[0] = STANDBY_STATUS
    status.writeBigUInt64BE(this.#received, 1)
    status.writeBigUInt64BE(this.#acknowledged, 9)
    status.writeBigUInt64BE(this.#acknowledged, 17)
    status.writeBigUInt64BE(BigInt(Date.now() - PG_EPOCH_MS) * 1000n, 25)
    this.#wire.sendCopyFromChunk(status)
  }
}

const XLOG_DATA = 0x77
const KEEPALIVE = 0x6b
const STANDBY_STATUS = 0x72
