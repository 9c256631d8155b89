import { createHash, randomBytes } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, openSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CentreError } from '../../centre/errors.ts'
import { fileKey } from './key.ts'
import type { BackupKey } from './key.ts'
import { fileHeader, FORMAT, manifest, tableHead } from './manifest.ts'
import type { FileHeader, Manifest, TableFacts, TableHead } from './manifest.ts'
import { Sealing, UnsealError, Unsealing } from './seal.ts'

/*
 * A backup file: a line that names the format, a line of JSON (FileHeader), then sealed chunks. Inside them,
 * gzipped: for each table a line `#table {TableHead}`, its rows as COPY writes them, a line `\.`; at the end a
 * line `#manifest {Manifest}`. A row is a line, and COPY never writes a row that is `\.`.
 */
const MAGIC = 'chairside-backup\n'
const LONGEST_HEADER = 4096
const END_OF_TABLE = '\\.\n'
const DAMAGED = 'The backup is damaged: '

/** Counts and sums up the rows of one table. */
export class TableSum {
  rows = 0
  bytes = 0
  readonly #hash: Hash = createHash('sha256')

  /** @param lines whole lines, each a row */
  add(lines: Buffer): void {
    this.#hash.update(lines)
    this.bytes += lines.length
    for (let at = lines.indexOf(10); at !== -1; at = lines.indexOf(10, at + 1)) this.rows++
  }

  facts(head: TableHead): TableFacts {
    return { ...head, rows: this.rows, bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}

export interface TableSource {
  head: TableHead
  rows: Readable
}

/** Writes a whole backup to `path`, readable by this user only. */
export async function writeBackup(path: string, key: BackupKey, about: Omit<Manifest, 'tables' | 'format'>, tables: AsyncIterable<TableSource>): Promise<Manifest> {
  const salt = randomBytes(32)
  const header: FileHeader = { format: FORMAT, createdAt: about.createdAt, schema: about.migrations.length, keyId: key.id, salt: salt.toString('base64') }
  const first = Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`, 'utf8')
  const written: Manifest = { ...about, format: FORMAT, tables: [] }
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
  file.write(first)
  await pipeline(Readable.from(linesOf(tables, written), { objectMode: false }), createGzip({ level: 6 }), new Sealing(fileKey(key, salt), first), file)
  return written
}

async function* linesOf(tables: AsyncIterable<TableSource>, written: Manifest): AsyncGenerator<Buffer> {
  for await (const { head, rows } of tables) {
    yield Buffer.from(`#table ${JSON.stringify(head)}\n`)
    const sum = new TableSum()
    for await (const lines of rows as AsyncIterable<Buffer>) {
      sum.add(lines)
      yield lines
    }
    yield Buffer.from(END_OF_TABLE)
    written.tables.push(sum.facts(head))
  }
  yield Buffer.from(`#manifest ${JSON.stringify(written)}\n`)
}

/** The readable part of a backup, and where the sealed one begins. @throws {CentreError} when it is no backup of this program. */
export function readHeader(path: string): { header: FileHeader; first: Buffer } {
  const bytes = Buffer.alloc(LONGEST_HEADER)
  const handle = openSync(path, 'r')
  const length = readSync(handle, bytes, 0, LONGEST_HEADER, 0)
  closeSync(handle)
  const end = bytes.subarray(0, length).indexOf('\n', MAGIC.length)
  if (end === -1 || !bytes.subarray(0, length).toString('latin1').startsWith(MAGIC)) throw new CentreError(`${path} is not a backup of a centre.`)
  const parsed = fileHeader.safeParse(json(bytes.subarray(MAGIC.length, end).toString('utf8')))
  if (!parsed.success) throw new CentreError(`${DAMAGED}its first line cannot be read.`)
  if (parsed.data.format > FORMAT) throw new CentreError('This backup was made by a newer version of Chairside. Update the program first.')
  return { header: parsed.data, first: bytes.subarray(0, end + 1) }
}

/** Takes the tables of a backup one after the other. */
export interface TableSink {
  begin(table: TableHead): Promise<void>
  /** Whole lines, each a row. */
  rows(lines: Buffer): Promise<void>
  end(facts: TableFacts): Promise<void>
}

/**
 * Reads a backup from its first byte to its last and hands its rows on.
 * @throws {CentreError} when the key is another one, or the rows are not those the manifest tells of.
 */
export async function readBackup(path: string, key: BackupKey, sink: TableSink): Promise<Manifest> {
  const { header, first } = readHeader(path)
  if (header.keyId !== key.id) throw new CentreError('This backup was sealed with another key. Name the file of that key with --key.')
  const reader = new BackupReader(sink)
  try {
    await pipeline(
      createReadStream(path, { start: first.length }),
      new Unsealing(fileKey(key, Buffer.from(header.salt, 'base64')), first),
      createGunzip(),
      async (lines: AsyncIterable<Buffer>) => reader.read(lines),
    )
  } catch (error) {
    if (error instanceof UnsealError || (error as { code?: string }).code?.startsWith('Z_')) throw new CentreError(`${DAMAGED}${error instanceof UnsealError ? error.message : 'it cannot be unpacked.'}`, { cause: error })
    throw error
  }
  return reader.manifest()
}

class BackupReader {
  readonly #sink: TableSink
  readonly #read: TableFacts[] = []
  #table: { head: TableHead; sum: TableSum } | undefined
  #manifest: Manifest | undefined

  constructor(sink: TableSink) {
    this.#sink = sink
  }

  async read(chunks: AsyncIterable<Buffer>): Promise<void> {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of chunks) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const whole = bytes.lastIndexOf(10) + 1
      if (whole > 0) await this.#take(bytes.subarray(0, whole))
      rest = bytes.subarray(whole)
    }
    if (rest.length > 0) throw new CentreError(`${DAMAGED}its end is missing.`)
  }

  manifest(): Manifest {
    if (!this.#manifest || this.#table) throw new CentreError(`${DAMAGED}its end is missing.`)
    if (JSON.stringify(this.#manifest.tables) !== JSON.stringify(this.#read)) throw new CentreError(`${DAMAGED}its rows are not those it tells of.`)
    return this.#manifest
  }

  /** Whole lines: rows of the open table, and the ends and heads of tables between them. */
  async #take(lines: Buffer): Promise<void> {
    let left = lines
    while (left.length > 0) left = this.#table ? await this.#inTable(this.#table, left) : await this.#between(left)
  }

  async #inTable(table: { head: TableHead; sum: TableSum }, lines: Buffer): Promise<Buffer> {
    const end = endOfTable(lines)
    const rows = lines.subarray(0, end ?? lines.length)
    if (rows.length > 0) await this.#rows(table, rows)
    if (end === undefined) return Buffer.alloc(0)
    await this.#close(table)
    return lines.subarray(end + END_OF_TABLE.length)
  }

  async #between(lines: Buffer): Promise<Buffer> {
    const end = lines.indexOf(10) + 1
    await this.#head(lines.subarray(0, end).toString('utf8'))
    return lines.subarray(end)
  }

  async #head(line: string): Promise<void> {
    if (line.startsWith('#manifest ')) {
      const parsed = manifest.safeParse(json(line.slice('#manifest '.length)))
      if (!parsed.success) throw new CentreError(`${DAMAGED}its end cannot be read.`)
      this.#manifest = parsed.data
      return
    }
    const head = tableHead.safeParse(line.startsWith('#table ') ? json(line.slice('#table '.length)) : undefined)
    if (!head.success) throw new CentreError(`${DAMAGED}the head of a table cannot be read.`)
    this.#table = { head: head.data, sum: new TableSum() }
    await this.#sink.begin(head.data)
  }

  async #rows({ sum }: { sum: TableSum }, rows: Buffer): Promise<void> {
    sum.add(rows)
    await this.#sink.rows(rows)
  }

  async #close({ head, sum }: { head: TableHead; sum: TableSum }): Promise<void> {
    const facts = sum.facts(head)
    this.#read.push(facts)
    this.#table = undefined
    await this.#sink.end(facts)
  }
}

/** Where the line that ends a table begins; undefined when it is not among these lines. */
function endOfTable(lines: Buffer): number | undefined {
  if (lines.subarray(0, END_OF_TABLE.length).equals(Buffer.from(END_OF_TABLE))) return 0
  const at = lines.indexOf(`\n${END_OF_TABLE}`)
  return at === -1 ? undefined : at + 1
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
