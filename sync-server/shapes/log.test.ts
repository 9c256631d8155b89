import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryBytes } from './bytes.ts'
import { ShapeLog, type LogEntry, type LogSlice } from './log.ts'
import { compareOffsets, SNAPSHOT_END } from './lsn.ts'

function makeLog(): ShapeLog {
  return new ShapeLog({ snapshot: new MemoryBytes(), entries: new MemoryBytes() })
}

function entry(tx: number, op: number, text = `${tx}.${op}`): LogEntry {
  return { offset: { tx: BigInt(tx), op }, json: JSON.stringify(text) }
}

async function textOf(slice: LogSlice | null): Promise<unknown> {
  if (!slice) return null
  const pieces: Buffer[] = []
  for await (const piece of slice.body) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  expect(bytes.length).toBe(slice.bytes)
  return JSON.parse(`[${bytes.toString()}]`)
}

describe('a shape log', () => {
  it('shows a transaction only when it is committed', async () => {
    const log = makeLog()
    log.append([entry(5, 0), entry(5, 2)])
    expect(log.read(SNAPSHOT_END, 1000)).toBeNull()
    expect(log.end).toEqual(SNAPSHOT_END)
    expect(log.commit()).toBe(true)
    expect(await textOf(log.read(SNAPSHOT_END, 1000))).toEqual(['5.0', '5.2'])
    expect(log.commit()).toBe(false)
  })

  it('forgets an aborted transaction and goes on where it was', async () => {
    const log = makeLog()
    log.append([entry(5, 0)])
    log.commit()
    log.append([entry(9, 0), entry(9, 2)])
    log.append([entry(9, 4)])
    log.abort()
    log.append([entry(7, 0)])
    log.commit()
    expect(await textOf(log.read(SNAPSHOT_END, 1000))).toEqual(['5.0', '7.0'])
  })

  it('resumes after any message, also one in the middle of a transaction', async () => {
    const log = makeLog()
    log.append([entry(5, 0), entry(5, 2), entry(5, 7)])
    log.commit()
    expect(await textOf(log.read({ tx: 5n, op: 0 }, 1000))).toEqual(['5.2', '5.7'])
    expect(await textOf(log.read({ tx: 5n, op: 3 }, 1000))).toEqual(['5.7'])
    expect(log.read({ tx: 5n, op: 7 }, 1000)).toBeNull()
    expect(log.isBeyond({ tx: 5n, op: 8 })).toBe(true)
    expect(log.isBeyond({ tx: 5n, op: 7 })).toBe(false)
  })

  it('cuts long answers by bytes and says whether it is complete', async () => {
    const log = makeLog()
    log.append([entry(1, 0, 'x'.repeat(50)), entry(1, 2, 'y'.repeat(50)), entry(2, 0, 'z')])
    log.commit()
    const first = log.read(SNAPSHOT_END, 60)
    expect(first?.end).toEqual({ tx: 1n, op: 2 })
    expect(first?.complete).toBe(false)
    const second = log.read({ tx: 1n, op: 2 }, 60)
    expect(await textOf(second)).toEqual(['z'])
    expect(second?.complete).toBe(true)
    expect(await textOf(log.read(SNAPSHOT_END, 1))).toHaveLength(1)
  })

  it('delivers exactly the committed messages after an offset, whatever was appended, aborted and asked', async () => {
    const step = fc.record({ ops: fc.integer({ min: 0, max: 5 }), keep: fc.boolean(), size: fc.integer({ min: 1, max: 300 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 2000 }), async (steps, maxBytes) => {
        const log = makeLog()
        const model: LogEntry[] = []
        steps.forEach(({ ops, keep, size }, i) => {
          const entries = Array.from({ length: ops }, (_, op) => entry(i + 1, op * 2, 'é'.repeat(size) + op))
          log.append(entries.slice(0, 2))
          log.append(entries.slice(2))
          if (keep) log.commit()
          else log.abort()
          if (keep) model.push(...entries)
        })
        let after = SNAPSHOT_END
        const seen: unknown[] = []
        for (let slice = log.read(after, maxBytes); slice; slice = log.read(after, maxBytes)) {
          seen.push(...((await textOf(slice)) as unknown[]))
          expect(compareOffsets(slice.end, after)).toBeGreaterThan(0)
          after = slice.end
        }
        expect(seen).toEqual(model.map((item) => JSON.parse(item.json) as unknown))
      }),
    )
  })
})
