import { Agent, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { clock } from '../lib/statistics.ts'
import { CLINIC, HISTORY } from './database.ts'

export interface FirstSync {
  rows: number
  bytes: number
  ms: number
}

const ROW = Buffer.from('"operation":"insert"')
const OVERLAP = ROW.length - 1

/**
 * Reads a shape from offset -1 to its first up-to-date as the client does, chunk after chunk over one connection, and
 * only counts what comes: the time is the service's, not that of somebody who stores the rows.
 */
export async function drainShape(url: string): Promise<FirstSync> {
  const agent = new Agent({ keepAlive: true })
  const counter = new RowCounter()
  const started = clock()
  let offset = '-1'
  let handle = ''
  try {
    for (;;) {
      const response = await open(`${url}/v1/shape?${shapeQuery({ offset, ...(handle ? { handle } : {}) })}`, agent)
      if (response.statusCode !== 200) throw new Error(`The shape service answered ${response.statusCode}.`)
      for await (const piece of response) counter.add(piece as Buffer)
      counter.endOfBody()
      offset = String(response.headers['electric-offset'])
      handle = String(response.headers['electric-handle'])
      if ('electric-up-to-date' in response.headers) return { rows: counter.rows, bytes: counter.bytes, ms: clock() - started }
    }
  } finally {
    agent.destroy()
  }
}

/** Ends the shape, so that the next first sync has its snapshot taken anew. */
export async function forgetShape(url: string): Promise<void> {
  const response = await fetch(`${url}/v1/shape?${shapeQuery({})}`, { method: 'DELETE' })
  if (response.status !== 202) throw new Error(`The shape could not be deleted: ${response.status}.`)
}

function shapeQuery(more: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ table: HISTORY, where: 'clinic_id = $1', 'params[1]': CLINIC, replica: 'full', ...more })
}

function open(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent }, resolve).on('error', reject))
}

/** Counts rows in the bytes of JSON bodies without parsing them. */
export class RowCounter {
  rows = 0
  bytes = 0
  /** The last bytes so far, one fewer than a mark has: a mark may lie across pieces. */
  #tail: Buffer = Buffer.alloc(0)

  add(piece: Buffer): void {
    this.bytes += piece.length
    const seam = Buffer.concat([this.#tail, piece.subarray(0, OVERLAP)])
    this.#count(seam)
    this.#count(piece)
    this.#tail = (piece.length < OVERLAP ? seam : piece).subarray(-OVERLAP)
  }

  endOfBody(): void {
    this.#tail = Buffer.alloc(0)
  }

  #count(bytes: Buffer): void {
    for (let at = bytes.indexOf(ROW); at >= 0; at = bytes.indexOf(ROW, at + ROW.length)) this.rows++
  }
}
