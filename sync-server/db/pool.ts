import pg from 'pg'

/**
 * Values come out of Postgres the way desks hold them: instants as ISO-8601 with milliseconds and Z,
 * days as YYYY-MM-DD, whole numbers as numbers, jsonb parsed.
 */
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, safeInteger],
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
])

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('A whole number of the database does not fit.')
  return value
}

const types = {
  getTypeParser(oid: number, format?: string) {
    return (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text')
  },
}

/**
 * A centre that lost its way to the database, or whose machine died, leaves its sessions there with all that they
 * hold: a desk's progress, or the queue of the clinic's writers. TCP would find out in two hours; every desk would wait.
 */
const LEFT_BEHIND_MS = 15_000
const IDLE = '-c idle_session_timeout=60000'

/** A pool whose every value is a desk value. Postgres ends a session of it that stops in the middle of a transaction. */
export function createPool(connectionString: string, options: { max?: number; leftBehindMs?: number } = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString, options: IDLE, idle_in_transaction_session_timeout: options.leftBehindMs ?? LEFT_BEHIND_MS, max: options.max ?? 20, types, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 })
  // An error that nobody listens for ends the process. The pool listens to idle sessions only; one can also break in the
  // moment it is handed out, or between two statements of its user. Whoever uses it learns of it by the next statement.
  pool.on('connect', (client) => client.on('error', ignore))
  pool.on('error', ignore)
  return pool
}

/** A single connection with the same values, for long-lived or exclusive work. Lost, it refuses its next statement. */
export function createClient(connectionString: string): pg.Client {
  const client = new pg.Client({ connectionString, types })
  client.on('error', ignore)
  return client
}

function ignore(): void {}
