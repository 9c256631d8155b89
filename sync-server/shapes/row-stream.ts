/** Reads a query row by row without holding the result: the server is asked for the next rows on demand. */
import type { Connection, PoolClient, Submittable } from 'pg'

const ROWS_PER_TURN = 500

/** Receives the rows of a query; `ready` may delay the next ones. */
export interface RowSink {
  row(fields: (string | null)[]): void
  ready(): Promise<void>
}

/** The calls of pg's wire connection that a portal needs; @types/pg leaves them out. */
interface Wire {
  parse(query: { text: string; name: string; types: number[] }): void
  bind(config: { portal: string; statement: string; values: string[] }): void
  execute(config: { portal: string; rows: number }): void
  flush(): void
  sync(): void
}

/** Runs a query inside the session's transaction and hands every row to the sink. */
export function streamRows(client: PoolClient, text: string, values: readonly string[], sink: RowSink): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new PortalQuery(text, values, sink, resolve, reject))
  })
}

/** A query object of pg's own plug-in form: pg calls the handlers as the server's messages arrive. */
class PortalQuery implements Submittable {
  readonly #text: string
  readonly #values: readonly string[]
  readonly #sink: RowSink
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  #failure: unknown = null

  constructor(text: string, values: readonly string[], sink: RowSink, resolve: () => void, reject: (error: unknown) => void) {
    this.#text = text
    this.#values = values
    this.#sink = sink
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire
    wire.parse({ text: this.#text, name: '', types: [] })
    wire.bind({ portal: '', statement: '', values: [...this.#values] })
    this.#more(wire)
  }

  #more(wire: Wire): void {
    wire.execute({ portal: '', rows: ROWS_PER_TURN })
    wire.flush()
  }

  handleRowDescription(): void {}

  handleDataRow(message: { fields: (string | null)[] }): void {
    if (this.#failure === null) this.#sink.row(message.fields)
  }

  handlePortalSuspended(connection: Connection): void {
    const wire = connection as unknown as Wire
    this.#sink.ready().then(
      () => this.#more(wire),
      (error: unknown) => {
        this.#failure = error
        wire.sync()
      },
    )
  }

  handleCommandComplete(_message: unknown, connection: Connection): void {
    ;(connection as unknown as Wire).sync()
  }

  handleEmptyQuery(connection: Connection): void {
    ;(connection as unknown as Wire).sync()
  }

  // After an error the server skips everything up to a sync; without one the session would hang.
  handleError(error: unknown, connection: Connection): void {
    this.#failure = error
    ;(connection as unknown as Wire).sync()
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    if (this.#failure === null) this.#resolve()
    else this.#reject(this.#failure)
  }
}
