/** COPY over a pg session, both ways, without holding a table in memory. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Socket } from 'node:net'
import type { Client, Connection, Submittable } from 'pg'

/** The calls of pg's wire connection that COPY needs; @types/pg leaves them out. */
interface Wire {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

const wireOf = (connection: Connection) => connection as unknown as Wire

/** The rows of a `copy … to stdout`, in the server's text form, a row a line. */
export function copyOut(client: Client, text: string): Readable {
  const query = new CopyOut(text)
  client.query(query)
  return query.rows
}

/** A query object of pg's own plug-in form: pg calls the handlers as the server's messages arrive. */
class CopyOut implements Submittable {
  readonly rows: Readable
  readonly #text: string
  #wire: Wire | undefined

  constructor(text: string) {
    this.#text = text
    const goOn = () => void this.#wire?.stream.resume()
    this.rows = new Readable({
      read: goOn,
      destroy: (error, done) => {
        goOn()
        done(error)
      },
    })
  }

  submit(connection: Connection): void {
    this.#wire = wireOf(connection)
    this.#wire.query(this.#text)
  }

  handleCopyData(message: { chunk: Buffer }): void {
    // Nobody reads any more: what still comes is read over, so that the session stays in step.
    if (this.rows.destroyed) return
    // A copy: the bytes lie in the parser's own buffer, which the next message from the server takes over.
    if (!this.rows.push(Buffer.from(message.chunk))) this.#wire?.stream.pause()
  }

  handleCommandComplete(): void {}

  // After an error pg tells the query nothing more.
  handleError(error: Error): void {
    this.rows.destroy(error)
  }

  handleReadyForQuery(): void {
    this.rows.push(null)
  }
}

/** A `copy … from stdin` that is fed piece by piece. */
export class CopyIn {
  readonly #query: CopyInQuery

  constructor(client: Client, text: string) {
    this.#query = new CopyInQuery(text)
    client.query(this.#query)
  }

  /** Sends rows; waits while the server has more than it can take. Rejects with the server's error. */
  async write(rows: Buffer): Promise<void> {
    const wire = await Promise.race([this.#query.begun, this.#query.ended.then(() => undefined)])
    if (!wire || this.#query.failed) return this.#query.ended
    wire.sendCopyFromChunk(rows)
    if (wire.stream.writableNeedDrain) await Promise.race([once(wire.stream, 'drain'), this.#query.ended])
  }

  /** All rows were sent; resolves when the server has taken them all. */
  async end(): Promise<void> {
    const wire = await Promise.race([this.#query.begun, this.#query.ended.then(() => undefined)])
    if (wire && !this.#query.failed) wire.endCopyFrom()
    await this.#query.ended
  }

  /** Takes everything back. Never rejects. */
  async abandon(): Promise<void> {
    const wire = await Promise.race([this.#query.begun, this.#query.ended.then(() => undefined, () => undefined)])
    if (wire && !this.#query.failed) wire.sendCopyFail('abandoned')
    await this.#query.ended.catch(() => {})
  }
}

class CopyInQuery implements Submittable {
  readonly begun: Promise<Wire>
  readonly ended: Promise<void>
  failed = false
  readonly #text: string
  readonly #begin: (wire: Wire) => void
  readonly #end: { resolve: () => void; reject: (error: unknown) => void }

  constructor(text: string) {
    this.#text = text
    const begun = Promise.withResolvers<Wire>()
    const ended = Promise.withResolvers<void>()
    this.begun = begun.promise
    this.ended = ended.promise
    // Whoever writes or ends hears of it; until then nobody may be listening.
    this.ended.catch(() => {})
    this.#begin = begun.resolve
    this.#end = ended
  }

  submit(connection: Connection): void {
    wireOf(connection).query(this.#text)
  }

  handleCopyInResponse(connection: Connection): void {
    this.#begin(wireOf(connection))
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.failed = true
    this.#end.reject(error)
  }

  handleReadyForQuery(): void {
    this.#end.resolve()
  }
}
