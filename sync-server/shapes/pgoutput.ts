/**
 * Decoder of the logical replication messages of the pgoutput plugin, protocol version 1
 * (PostgreSQL manual, "Logical Replication Message Formats"). Values stay the text Postgres wrote.
 */

/** Marks a TOASTed value that an update did not touch and that therefore was not sent again. */
export const UNCHANGED = Symbol('unchanged toast value')

export type Tuple = readonly (string | null)[]
export type RawTuple = readonly (string | null | typeof UNCHANGED)[]

export interface RelationColumn {
  readonly name: string
  readonly typeOid: number
  readonly typeMod: number
}

export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly table: string
  /** `f` is REPLICA IDENTITY FULL, the only one this service can work with. */
  readonly identity: string
  readonly columns: readonly RelationColumn[]
}

export type ReplicationMessage =
  | { readonly kind: 'begin'; readonly lsn: bigint; readonly xid: number }
  | { readonly kind: 'commit'; readonly lsn: bigint; readonly endLsn: bigint }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'insert'; readonly oid: number; readonly row: RawTuple }
  | { readonly kind: 'update'; readonly oid: number; readonly old: RawTuple | null; readonly row: RawTuple }
  | { readonly kind: 'delete'; readonly oid: number; readonly old: RawTuple | null }
  | { readonly kind: 'truncate'; readonly oids: readonly number[] }
  | { readonly kind: 'marker'; readonly prefix: string; readonly content: string }
  | { readonly kind: 'ignored' }

/** Decodes one message. Throws on a message this protocol version does not have: going on would lose data. */
export function decodeMessage(bytes: Buffer): ReplicationMessage {
  const reader = new Reader(bytes)
  const tag = reader.char()
  switch (tag) {
    case 'B':
      return readBegin(reader)
    case 'C':
      return readCommit(reader)
    case 'R':
      return { kind: 'relation', relation: readRelation(reader) }
    case 'I':
      return readInsert(reader)
    case 'U':
      return readUpdate(reader)
    case 'D':
      return readDelete(reader)
    case 'T':
      return readTruncate(reader)
    case 'M':
      return readLogicalMessage(reader)
    case 'O':
    case 'Y':
      return { kind: 'ignored' }
    default:
      throw new Error(`unknown replication message ${JSON.stringify(tag)}`)
  }
}

function readBegin(reader: Reader): ReplicationMessage {
  const lsn = reader.u64()
  reader.u64()
  return { kind: 'begin', lsn, xid: reader.u32() }
}

function readCommit(reader: Reader): ReplicationMessage {
  reader.u8()
  const lsn = reader.u64()
  return { kind: 'commit', lsn, endLsn: reader.u64() }
}

function readRelation(reader: Reader): Relation {
  const oid = reader.u32()
  const schema = reader.text() || 'pg_catalog'
  const table = reader.text()
  const identity = reader.char()
  const columns: RelationColumn[] = []
  for (let left = reader.u16(); left > 0; left--) {
    reader.u8()
    columns.push({ name: reader.text(), typeOid: reader.u32(), typeMod: reader.i32() })
  }
  return { oid, schema, table, identity, columns }
}

function readInsert(reader: Reader): ReplicationMessage {
  const oid = reader.u32()
  reader.u8()
  return { kind: 'insert', oid, row: reader.tuple() }
}

function readUpdate(reader: Reader): ReplicationMessage {
  const oid = reader.u32()
  const first = reader.char()
  if (first === 'N') return { kind: 'update', oid, old: null, row: reader.tuple() }
  const tuple = reader.tuple()
  reader.u8()
  return { kind: 'update', oid, old: first === 'O' ? tuple : null, row: reader.tuple() }
}

function readDelete(reader: Reader): ReplicationMessage {
  const oid = reader.u32()
  const first = reader.char()
  const tuple = reader.tuple()
  return { kind: 'delete', oid, old: first === 'O' ? tuple : null }
}

function readTruncate(reader: Reader): ReplicationMessage {
  const count = reader.u32()
  reader.u8()
  return { kind: 'truncate', oids: Array.from({ length: count }, () => reader.u32()) }
}

function readLogicalMessage(reader: Reader): ReplicationMessage {
  reader.u8()
  reader.u64()
  const prefix = reader.text()
  return { kind: 'marker', prefix, content: reader.sized(reader.u32()) }
}

/** Reads big-endian fields one after the other. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  u8(): number {
    const value = this.#bytes.readUInt8(this.#at)
    this.#at += 1
    return value
  }

  char(): string {
    return String.fromCharCode(this.u8())
  }

  u16(): number {
    const value = this.#bytes.readUInt16BE(this.#at)
    this.#at += 2
    return value
  }

  u32(): number {
    const value = this.#bytes.readUInt32BE(this.#at)
    this.#at += 4
    return value
  }

  i32(): number {
    const value = this.#bytes.readInt32BE(this.#at)
    this.#at += 4
    return value
  }

  u64(): bigint {
    const value = this.#bytes.readBigUInt64BE(this.#at)
    this.#at += 8
    return value
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw new Error('replication message ends inside a name')
    const value = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return value
  }

  sized(length: number): string {
    if (this.#at + length > this.#bytes.length) throw new Error('replication message ends inside a value')
    const value = this.#bytes.toString('utf8', this.#at, this.#at + length)
    this.#at += length
    return value
  }

  tuple(): RawTuple {
    const count = this.u16()
    const values: (string | null | typeof UNCHANGED)[] = []
    for (let i = 0; i < count; i++) {
      const kind = this.char()
      if (kind === 't') values.push(this.sized(this.u32()))
      else if (kind === 'n') values.push(null)
      else if (kind === 'u') values.push(UNCHANGED)
      else throw new Error(`unknown column kind ${JSON.stringify(kind)}`)
    }
    return values
  }
}

/** Fills the values an update left out from the row it replaced. Throws where there is no such row to fill from. */
export function completeTuple(row: RawTuple, old: RawTuple | null): Tuple {
  if (!row.includes(UNCHANGED)) return row as Tuple
  return row.map((value, i) => {
    if (value !== UNCHANGED) return value
    const before = old?.[i]
    if (before === undefined || before === UNCHANGED) {
      throw new Error('an update left out a large value and the table has no REPLICA IDENTITY FULL to take it from')
    }
    return before
  })
}
