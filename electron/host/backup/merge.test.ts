import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uid } from '../../../tests/support/world.ts'
import type { StoredEntry } from './entries.ts'
import { mergeOutboxes } from './merge.ts'

function entry(seq: number, n: number, state: StoredEntry['state'] = 'waiting'): StoredEntry {
  return { seq, id: uid(n), name: 'patient.edit', input: '{}', actor: uid(1), at: `2026-11-20T01:${String(seq % 60).padStart(2, '0')}:00.000Z`, state, outcome: null, code: null, message: null, local_error: null, confirmed_at: state === 'confirmed' ? '2026-11-20T02:00:00.000Z' : null }
}

const short = (entries: readonly StoredEntry[]) => entries.map(({ seq, id, state }) => `${seq} ${Number.parseInt(id.slice(-4), 16)} ${state}`)

describe('one outbox out of two', () => {
  it('holds what only the newer has behind what both have, under the same numbers', () => {
    const now = [entry(1, 11, 'confirmed'), entry(2, 12), entry(3, 13), entry(4, 14)]
    const backup = [entry(1, 11), entry(2, 12)]
    expect(short(mergeOutboxes(now, backup))).toEqual(['1 11 confirmed', '2 12 waiting', '3 13 waiting', '4 14 waiting'])
  })

  it('believes the first of what became of an entry', () => {
    expect(short(mergeOutboxes([entry(2, 12, 'confirmed')], [entry(7, 12)]))).toEqual(['2 12 confirmed'])
  })

  it('keeps what only the backup still has: the replica of now could not be read', () => {
    expect(short(mergeOutboxes([entry(4, 14)], [entry(2, 12), entry(3, 13, 'answered')]))).toEqual(['2 12 waiting', '3 13 answered', '4 14 waiting'])
  })

  it('numbers what waits anew when two lives of the desk used a number for different writes', () => {
    const now = [entry(1, 11, 'confirmed'), entry(2, 22), entry(3, 23)]
    const backup = [entry(1, 11, 'confirmed'), entry(2, 12), entry(4, 14)]
    expect(short(mergeOutboxes(now, backup))).toEqual(['1 11 confirmed', '2 12 waiting', '3 22 waiting', '4 23 waiting', '5 14 waiting'])
  })

  it('asks the centre again about an entry whose number was settled for another', () => {
    expect(short(mergeOutboxes([entry(5, 21, 'confirmed')], [entry(5, 11, 'confirmed')]))).toEqual(['5 21 confirmed', '6 11 waiting'])
  })

  it('loses no entry, gives no number twice, and keeps the order of what waits in each outbox', () => {
    const outbox = fc.uniqueArray(fc.record({ seq: fc.integer({ min: 1, max: 30 }), n: fc.integer({ min: 1, max: 30 }), state: fc.constantFrom<StoredEntry['state']>('waiting', 'answered', 'confirmed') }), { selector: ({ seq }) => seq, maxLength: 20 })
      .map((rows) => rows.filter((row, index) => rows.findIndex(({ n }) => n === row.n) === index).map(({ seq, n, state }) => entry(seq, n, state)).toSorted((a, b) => a.seq - b.seq))
    fc.assert(fc.property(outbox, outbox, (now, backup) => {
      const merged = mergeOutboxes(now, backup)
      expect(new Set(merged.map(({ id }) => id))).toEqual(new Set([...now, ...backup].map(({ id }) => id)))
      expect(merged).toHaveLength(new Set(merged.map(({ id }) => id)).size)
      expect(new Set(merged.map(({ seq }) => seq)).size).toBe(merged.length)
      expect(merged).toEqual(expect.arrayContaining(now.filter(({ state }) => state !== 'waiting')))
      const waiting = now.filter(({ state }) => state === 'waiting').map(({ id }) => id)
      expect(merged.map(({ id }) => id).filter((id) => waiting.includes(id))).toEqual(waiting)
    }))
  })
})
