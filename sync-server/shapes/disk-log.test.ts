import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DiskLog } from './disk-log.ts'
import type { ShapeLog } from './log.ts'
import { SNAPSHOT_END } from './lsn.ts'

const EVENTS = { dirty: () => {}, removed: () => {} }

let root: string
let folders = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'chairside-disk-log-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function messages(log: ShapeLog): Promise<unknown> {
  const slice = log.read(SNAPSHOT_END, Number.MAX_SAFE_INTEGER)
  if (!slice) return []
  const pieces: Buffer[] = []
  for await (const piece of slice.body) pieces.push(Buffer.from(piece))
  return JSON.parse(`[${Buffer.concat(pieces).toString()}]`)
}

const step = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 5 }) }, { weight: 2, arbitrary: fc.constant('commit' as const) }, { weight: 1, arbitrary: fc.constant('abort' as const) })

it('a log opened again has what was committed, in order, and nothing of a transaction that was not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const folder = join(root, String(++folders))
      mkdirSync(folder)
      const written = DiskLog.create(folder, EVENTS)
      const committed: string[] = []
      let running: string[] = []
      let tx = 1n
      for (const each of steps) {
        if (typeof each === 'number') {
          const added = Array.from({ length: each }, (_, i) => `${tx}.${running.length + i} ñ`)
          written.log.append(added.map((text, i) => ({ offset: { tx, op: running.length + i }, json: JSON.stringify(text) })))
          running.push(...added)
          continue
        }
        if (each === 'commit') {
          written.log.commit()
          committed.push(...running)
        } else written.log.abort()
        running = []
        tx++
      }
      // As a killed process leaves it: nothing is closed.
      const again = await DiskLog.open(folder, EVENTS, [])
      expect(await messages(again.log)).toEqual(committed)
      again.log.append([{ offset: { tx: tx + 1n, op: 0 }, json: '"next"' }])
      again.log.commit()
      const third = await DiskLog.open(folder, EVENTS, [])
      expect(await messages(third.log)).toEqual([...committed, 'next'])
      await Promise.all([written, again, third].map((each) => each.log.close()))
    }),
    { numRuns: 100 },
  )
})
