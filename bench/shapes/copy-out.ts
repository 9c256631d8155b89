import type { Socket } from 'node:net'
import { Client } from 'pg'
import { clock } from '../lib/statistics.ts'

export interface CopyOut {
  rows: number
  bytes: number
  ms: number
}

/**
 * `COPY table TO STDOUT`, drained as fast as a socket can be read. pg logs in; then its parser, which makes an event of
 * every row and would make COPY look slow, is taken off the socket, and only the frames of the wire protocol are walked.
 */
export async function copyOut(url: string, table: string): Promise<CopyOut> {
  const client = new Client({ connectionString: url })
  // The connection is cut in the end, for there is no parser any more that could take a goodbye.
  client.on('error', () => {})
  await client.connect()
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.removeAllListeners('data')
  try {
    return await drain(stream, `copy ${table} to stdout`)
  } finally {
    stream.destroy()
  }
}

function drain(stream: Socket, sql: string): Promise<CopyOut> {
  return new Promise((resolve, reject) => {
    const frames = new Frames()
    const started = clock()
    stream.on('error', reject)
    stream.on('close', () => reject(new Error('The database closed the connection.')))
    stream.on('data', (piece: Buffer) => {
      frames.add(piece)
      if (frames.failed) reject(new Error('The database refused to copy.'))
      else if (frames.done) resolve({ rows: frames.rows, bytes: frames.bytes, ms: clock() - started })
    })
    stream.write(simpleQuery(sql))
  })
}

/** The message `Query` of the frontend protocol. */
function simpleQuery(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeUInt32BE(text.length + 4, 1)
  return Buffer.concat([head, text])
}

const [COPY_DATA, READY_FOR_QUERY, ERROR] = ['d', 'Z', 'E'].map((letter) => letter.charCodeAt(0))
const HEAD = 5

/** Walks the frames of the backend's messages: a type byte, a length that counts itself, a body that is passed over. */
export class Frames {
  rows = 0
  bytes = 0
  done = false
  failed = false
  /** How much of a body is still to come, and the part of a head that has. */
  #skip = 0
  #head: Buffer = Buffer.alloc(0)

  add(piece: Buffer): void {
    let bytes = this.#head.length > 0 ? Buffer.concat([this.#head, piece]) : piece
    this.#head = Buffer.alloc(0)
    for (;;) {
      if (this.#skip >= bytes.length) {
        this.#skip -= bytes.length
        return
      }
      bytes = bytes.subarray(this.#skip)
      this.#skip = 0
      if (bytes.length < HEAD) {
        this.#head = bytes
        return
      }
      this.#frame(bytes[0]!, bytes.readUInt32BE(1) - 4)
      bytes = bytes.subarray(HEAD)
    }
  }

  #frame(type: number, length: number): void {
    this.#skip = length
    if (type === COPY_DATA) {
      this.rows++
      this.bytes += length
    } else if (type === READY_FOR_QUERY) this.done = true
    else if (type === ERROR) this.failed = true
  }
}
