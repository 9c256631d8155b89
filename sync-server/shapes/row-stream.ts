/**
 * Reads a query row by row without holding the result, as bytes: the rows are taken from the wire before pg's parser
 * would make a string of every value and an event of every row, which costs more than all the rest of a snapshot.
 */
import type { Connection, PoolClient, Submittable } from 'pg'
import { WireFrames } from './wire-frames.ts'

/** Receives the rows of a query. */
export interface RowSink {
  /** The values of a row lie in `bytes` from `at` to `end`: each a length of four bytes (-1 for NULL) and its text. */
  row(bytes: Buffer, at: number, end: number): void
  /** Asked now and then: a promise delays the next rows, and rejects or throws to give up. */
  ready(): Promise<void> | null
}

/** The parts of pg's wire connection that are needed here; @types/pg leaves them out. */
interface Wire {
  readonly stream: WireSocket
  parse(query: { text: string; name: string; types: number[] }): void
  bind(config: { portal: string; statement: string; values: string[] }): void
  execute(config: { portal: string; rows: number }): void
  sync(): void
}

type Listener = (piece: Buffer) => void

interface WireSocket {
  listeners(event: 'data'): unknown[]
  on(event: 'data', listener: Listener): void
  off(event: 'data', listener: Listener): void
  pause(): void
  resume(): void
  destroy(): void
}

/** Runs a query inside the session's transaction and hands every row to the sink. Where it rejects, the session is of no use any more. */
export function streamRows(client: PoolClient, text: string, values: readonly string[], sink: RowSink): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new RowQuery(text, values, sink, resolve, reject))
  })
}

const [DATA_ROW, READY_FOR_QUERY] = [0x44, 0x5a]
/** The type, the length, and the number of values. */
const ROW_HEAD = 7

/** A query object of pg's own plug-in form. Between `submit` and the end of the query it listens to the socket in pg's place. */
class RowQuery implements Submittable {
  readonly #text: string
  readonly #values: readonly string[]
  readonly #sink: RowSink
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  readonly #frames = new WireFrames((bytes, at, end) => this.#frame(bytes, at, end))
  #socket: WireSocket | null = null
  #parsers: Listener[] = []
  #failure: { readonly error: unknown } | null = null

  constructor(text: string, values: readonly string[], sink: RowSink, resolve: () => void, reject: (error: unknown) => void) {
    this.#text = text
    this.#values = values
    this.#sink = sink
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire
    this.#socket = wire.stream
    this.#parsers = wire.stream.listeners('data') as Listener[]
    for (const parser of this.#parsers) wire.stream.off('data', parser)
    wire.stream.on('data', this.#onData)
    wire.parse({ text: this.#text, name: '', types: [] })
    wire.bind({ portal: '', statement: '', values: [...this.#values] })
    // All rows in one go: the socket holds the server back when the sink is slower.
    wire.execute({ portal: '', rows: 0 })
    wire.sync()
  }

  readonly #onData = (piece: Buffer): void => {
    try {
      this.#frames.add(piece)
      const ready = this.#socket ? this.#sink.ready() : null
      if (ready) this.#waitFor(ready)
    } catch (error) {
      this.#giveUp(error)
    }
  }

  #waitFor(ready: Promise<void>): void {
    this.#socket?.pause()
    ready.then(
      () => this.#socket?.resume(),
      (error: unknown) => this.#giveUp(error),
    )
  }

  #frame(bytes: Buffer, at: number, end: number): void {
    if (bytes[at] === DATA_ROW) return this.#sink.row(bytes, at + ROW_HEAD, end)
    if (bytes[at] === READY_FOR_QUERY) this.#handBack()
    for (const parser of this.#parsers) parser(bytes.subarray(at, end))
  }

  #handBack(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.off('data', this.#onData)
    for (const parser of this.#parsers) socket?.on('data', parser)
  }

  // The server may have millions of rows to go and would not listen: only the end of the session stops it.
  #giveUp(error: unknown): void {
    this.#failure ??= { error }
    this.#socket?.destroy()
    this.#socket = null
    this.#reject(this.#failure.error)
  }

  handleRowDescription(): void {}

  handleDataRow(): void {}

  handleCommandComplete(): void {}

  handleEmptyQuery(): void {}

  handleError(error: unknown): void {
    this.#failure ??= { error }
    this.#reject(this.#failure.error)
  }

  handleReadyForQuery(): void {
    if (!this.#failure) this.#resolve()
  }
}
