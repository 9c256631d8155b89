import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PushResult } from '../../../shared/protocol/push.ts'
import { createReplica, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { DESK, DESK_2, minutes, progress } from '../../../tests/support/world.ts'
import { booking, freshId, outbox, write } from '../../../tests/support/writes.ts'
import { confirm, counts, MOST_BYTES, pending, prune, recordAnswers, renumber, reopen, toSend } from './outbox.ts'

let replica: TestReplica
let filled: number

beforeEach(() => {
  replica = createReplica()
  filled = 0
})
afterEach(() => replica.close())

async function fill(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await write(replica.db, 'appointment.book', booking(60 + filled++ * 30))
}

const states = () => outbox(replica.db).map(({ seq, state }) => `${seq} ${state}`)
const ids = () => outbox(replica.db).map(({ id }) => id)
const seqs = () => outbox(replica.db).map(({ seq }) => seq)

function answer(...upTo: number[]): void {
  const entries = outbox(replica.db)
  recordAnswers(replica.db, upTo.map((seq): PushResult => ({ seq, id: entries.find((entry) => entry.seq === seq)!.id, status: 'applied' })))
}

/** The centre's rows say how far it has come with this desk, and with which mutation. */
function centreIsAt(seq: number, mutationId: string | null = outbox(replica.db).find((entry) => entry.seq === seq)?.id ?? null, at = minutes(10)): void {
  putAll(replica.db, { client_progress: [progress(DESK, seq, { mutation_id: mutationId, updated_at: at })] })
}

/** Another desk's progress tells what time it is at the centre. */
function centreClock(at: string): void {
  putAll(replica.db, { client_progress: [progress(DESK_2, 7, { updated_at: at })] })
}

describe('numbers', () => {
  it('[S3] go up by one from the first, in the order of the writes', async () => {
    await fill(3)
    expect(seqs()).toEqual([1, 2, 3])
    expect(toSend(replica.db, 2).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('[S3] go on behind what the centre has when the replica was built anew', async () => {
    centreIsAt(41, null)
    await fill(2)
    expect(seqs()).toEqual([42, 43])
  })

  it('[S3] are not given twice after old entries were forgotten', async () => {
    await fill(2)
    centreIsAt(2)
    confirm(replica.db)
    centreClock('2027-12-31T00:00:00.000Z')
    prune(replica.db)
    await fill(1)
    expect(seqs()).toEqual([3])
  })
})

describe('an answer', () => {
  it('[S2] [S7] never clears an entry: only the centre\'s rows do', async () => {
    await fill(2)
    answer(1, 2)
    expect(states()).toEqual(['1 answered', '2 answered'])
    expect(counts(replica.db).waiting).toBe(2)
    expect(toSend(replica.db, 10)).toEqual([])
    expect(pending(replica.db)).toHaveLength(2)
  })

  it('counts only for the very mutation it names', async () => {
    await fill(1)
    recordAnswers(replica.db, [{ seq: 1, id: 'another', status: 'rejected' }, { seq: 9, id: ids()[0]!, status: 'rejected' }])
    expect(states()).toEqual(['1 waiting'])
  })

  it('that comes after the rows does not bring the entry back', async () => {
    await fill(1)
    centreIsAt(1)
    confirm(replica.db)
    answer(1)
    expect(states()).toEqual(['1 confirmed'])
    expect(outbox(replica.db)[0]!.outcome).toBe('applied')
  })
})

describe('the centre\'s rows', () => {
  it('[S2] [S7] confirm what they contain, answered or not: the answer may have been lost on the way', async () => {
    await fill(3)
    centreIsAt(2)
    expect(confirm(replica.db).confirmed).toBe(2)
    expect(states()).toEqual(['1 confirmed', '2 confirmed', '3 waiting'])
  })

  it('[S2] never confirm a write that the centre has not seen, when this desk was restored from an older copy', async () => {
    await fill(2)
    // In its other life the desk had sent five: numbers 1 and 2 mean something else there.
    centreIsAt(5, 'a mutation of the other life')
    expect(confirm(replica.db).confirmed).toBe(0)
    expect(toSend(replica.db, 10).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('[S2] never confirm it either when the other life has come exactly as far', async () => {
    await fill(2)
    centreIsAt(2, 'a mutation of the other life')
    expect(confirm(replica.db).confirmed).toBe(0)
  })

  it('[S2] confirm what was answered even where the newest number belongs to the other life', async () => {
    await fill(2)
    answer(1)
    centreIsAt(5, 'a mutation of the other life')
    confirm(replica.db)
    expect(states()).toEqual(['1 confirmed', '2 waiting'])
  })

  it('[S12] that know less than before bring back what the centre has forgotten', async () => {
    await fill(4)
    centreIsAt(4)
    confirm(replica.db)
    const [, second] = ids()
    centreIsAt(2, second)
    confirm(replica.db)
    expect(states()).toEqual(['1 confirmed', '2 confirmed', '3 waiting', '4 waiting'])
    expect(counts(replica.db).waiting).toBe(2)
  })
})

describe('sending again', () => {
  it('[S12] starts where the centre stands, confirmed entries included', async () => {
    await fill(4)
    centreIsAt(3)
    confirm(replica.db)
    reopen(replica.db, 2)
    expect(states()).toEqual(['1 confirmed', '2 waiting', '3 waiting', '4 waiting'])
  })

  it('[S2] [S3] under new numbers keeps order and ids, and leaves no gap between them', async () => {
    await fill(3)
    const before = ids()
    renumber(replica.db, 10)
    expect(seqs()).toEqual([10, 11, 12])
    expect(ids()).toEqual(before)
    await fill(1)
    expect(seqs()).toEqual([10, 11, 12, 13])
  })

  it('[S3] under lower numbers works as well', async () => {
    centreIsAt(40, null)
    await fill(3)
    const before = ids()
    renumber(replica.db, 39)
    expect(seqs()).toEqual([39, 40, 41])
    expect(ids()).toEqual(before)
  })

  it('[S3] closes the holes that forgotten entries left, instead of shifting them along for ever', async () => {
    await fill(5)
    replica.db.exec('delete from _outbox where seq in (1, 3)')
    renumber(replica.db, 7)
    expect(seqs()).toEqual([7, 8, 9])
  })

  it('[S3] leaves in place what the centre has answered under the old numbers', async () => {
    await fill(4)
    const before = ids()
    answer(1, 2)
    renumber(replica.db, 8)
    expect(states()).toEqual(['1 answered', '2 answered', '8 waiting', '9 waiting'])
    expect(ids()).toEqual(before)
  })

  it('[S3] makes room among numbers made since by this desk', async () => {
    await fill(2)
    centreIsAt(9, 'a mutation of the other life')
    await fill(2)
    const before = ids()
    expect(seqs()).toEqual([1, 2, 10, 11])
    renumber(replica.db, 10)
    expect(seqs()).toEqual([10, 11, 12, 13])
    expect(ids()).toEqual(before)
  })
})

describe('after 30 days', () => {
  beforeEach(async () => {
    await fill(3)
    centreIsAt(1, undefined, '2026-11-01T00:00:00.000Z')
    confirm(replica.db)
    centreIsAt(2, undefined, '2026-11-02T00:00:00.000Z')
    confirm(replica.db)
  })

  it('[S12] confirmed entries are forgotten, and not a day before; what waits is kept for ever', () => {
    centreClock('2026-11-30T23:59:59.999Z')
    expect(prune(replica.db)).toBe(0)
    centreClock('2026-12-01T00:00:00.001Z')
    expect(prune(replica.db)).toBe(1)
    centreClock('2126-12-01T00:00:00.000Z')
    expect(prune(replica.db)).toBe(1)
    expect(states()).toEqual(['3 waiting'])
  })

  it('[S10] [S12] of the centre: a PC that thinks it is another century forgets nothing', () => {
    vi.useFakeTimers({ now: new Date('2099-01-01T00:00:00.000Z') })
    expect(prune(replica.db)).toBe(0)
    vi.useRealTimers()
    expect(states()).toEqual(['1 confirmed', '2 confirmed', '3 waiting'])
  })
})

it('[S9] sends no more at once than a push may carry, and always at least one', async () => {
  const notes = 'ñ'.repeat(3900)
  for (let index = 0; index < 120; index++) await write(replica.db, 'patient.create', { id: freshId(), last_name: 'A', first_name: 'B', notes })
  expect(toSend(replica.db, 120)).toHaveLength(Math.floor(MOST_BYTES / Buffer.byteLength(JSON.stringify(toSend(replica.db, 1)[0]!.input))))
  replica.db.prepare('update _outbox set input = ? where seq = 1').run(JSON.stringify({ notes: 'x'.repeat(2 * MOST_BYTES) }))
  expect(toSend(replica.db, 120).map(({ seq }) => seq)).toEqual([1])
})

it('tells how many wait and since when', async () => {
  expect(counts(replica.db)).toEqual({ waiting: 0, waitingSince: null })
  await write(replica.db, 'appointment.book', booking(60), { at: minutes(7) })
  await write(replica.db, 'appointment.book', booking(90), { at: minutes(6) })
  expect(counts(replica.db)).toEqual({ waiting: 2, waitingSince: minutes(6) })
})
