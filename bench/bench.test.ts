import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { RowCounter } from './shapes/first-sync.ts'
import { Frames } from './shapes/copy-out.ts'
import { Random } from './lib/random.ts'
import { percentile } from './lib/statistics.ts'

const run = promisify(execFile)
const LIMIT_MS = 120_000

/** Runs a benchmark as a person would and reads the last line it prints. No assertion here is about time. */
async function lastLine(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, [path.join(import.meta.dirname, 'main.ts'), ...args], { maxBuffer: 1e7 })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>
}

const positive = expect.toSatisfy((value) => typeof value === 'number' && value > 0)
const machine = { cpu: expect.any(String), cores: positive, node: process.version, date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), load_before: expect.any(Number) }

describe('the benchmarks', () => {
  it('measure the shape service end to end and print every figure they promise as one line of JSON', async () => {
    const line = await lastLine('shapes', '--quick', '--json')
    const keys = ['latency_p50_ms', 'latency_p99_ms', 'latency_100_p50_ms', 'changes_per_s', 'initial_rows_per_s', 'copy_rows_per_s', 'ratio']
    expect(line).toMatchObject({ bench: 'shapes', quick: true, ...Object.fromEntries(keys.map((key) => [key, positive])) })
    expect(line['peak_rss_mb']).toEqual(process.platform === 'linux' ? positive : null)
    expect(line['machine']).toMatchObject({ ...machine, postgres: expect.stringMatching(/^\d+\.\d+/) })
  }, LIMIT_MS)

  it('measure the desk on a replica of the size asked for and print every figure they promise as one line of JSON', async () => {
    const line = await lastLine('desk', '--quick', '--json', '--patients', '60', '--appointments', '900')
    const keys = ['search_p95_ms', 'day_view_p95_ms', 'book_p95_ms', 'open_ms', 'apply_central_rows_per_s']
    expect(line).toMatchObject({ bench: 'desk', quick: true, patients: 60, appointments: 900, ...Object.fromEntries(keys.map((key) => [key, positive])) })
    expect(line['machine']).toMatchObject(machine)
  }, LIMIT_MS)

  it('refuse a command line they do not understand, with a sentence', async () => {
    await expect(lastLine('shapes', '--rows', 'many')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--rows has to be a whole number.') })
    await expect(lastLine('everything')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Say what to measure') })
  })
})

describe('what the benchmarks count with', () => {
  it('takes percentiles that were measured, by nearest rank', () => {
    const samples = [9, 1, 5, 3, 7]
    expect([0, 0.5, 0.8, 0.95, 1].map((share) => percentile(samples, share))).toEqual([1, 5, 7, 9, 9])
    expect(() => percentile([], 0.5)).toThrow(RangeError)
  })

  it('gives the same numbers for the same seed', () => {
    const [a, b] = [new Random(7), new Random(7)]
    const numbers = Array.from({ length: 1000 }, () => a.next())
    expect(numbers).toEqual(numbers.map(() => b.next()))
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
  })

  it('counts rows of a shape and of a COPY alike, wherever the network cuts the bytes', () => {
    const body = Buffer.from(`[${Array.from({ length: 3 }, (_, n) => `{"value":{"id":"${n}"},"headers":{"operation":"insert"}}`).join(',')}]`)
    const wire = Buffer.concat([...['a\tb\n', 'c\td\n', ''].map((row) => frame('d', row)), frame('c', ''), frame('Z', 'I')])
    for (let cut = 1; cut < Math.max(body.length, wire.length); cut++) {
      const counter = new RowCounter()
      const frames = new Frames()
      for (const piece of pieces(body, cut)) counter.add(piece)
      for (const piece of pieces(wire, cut)) frames.add(piece)
      expect({ cut, rows: counter.rows, bytes: counter.bytes }).toEqual({ cut, rows: 3, bytes: body.length })
      expect({ cut, rows: frames.rows, bytes: frames.bytes, done: frames.done, failed: frames.failed }).toEqual({ cut, rows: 3, bytes: 8, done: true, failed: false })
    }
  })
})

function frame(type: string, body: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, Buffer.from(body)])
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}
