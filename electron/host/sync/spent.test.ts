import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { createReplica, ownRows } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, uid } from '../../../tests/support/world.ts'
import { booking, outbox, write } from '../../../tests/support/writes.ts'
import { applyCentral } from './apply-central.ts'
import { adoptCard } from './scope.ts'
import { clearSpent, putAside } from './spent.ts'
import { beginStage, stageRows } from './stage.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const names = () => replica.db.prepare(`select name from sqlite_schema where name glob '_spent*' and type = 'table' order by name`).pluck().all()

function spend(name: string, rows: number): void {
  replica.db.exec(`create table ${name} (id text primary key) strict`)
  for (let row = 0; row < rows; row++) replica.db.prepare(`insert into ${name} values (?)`).run(`${row}`)
  putAside(replica.db, name, 1)
}

/** Clears to the end; answers in how many turns. */
function clear(atOnce?: number): number {
  let turns = 0
  while (clearSpent(replica.db, atOnce)) turns++
  return turns
}

describe('a table put aside', () => {
  it('is removed a few rows at a time, and then itself', () => {
    spend('worn', 10)
    expect(clearSpent(replica.db, 4)).toBe(true)
    expect(replica.db.prepare('select count(*) from _spent_1').pluck().get()).toBe(6)
    clear(4)
    expect(names()).toEqual([])
  })

  it('does not meet another with its name', () => {
    spend('worn', 3)
    spend('worn', 3)
    expect(names()).toEqual(['_spent_1', '_spent_2'])
    expect(clear()).toBe(2)
    spend('worn', 1)
    expect(names()).toEqual(['_spent_1'])
  })

  it('[S5] that was half removed when the process ended is removed by the next', () => {
    spend('worn', 10)
    clearSpent(replica.db, 4)
    replica.reopen()
    clear(4)
    expect(names()).toEqual([])
  })

  it('may be one that is not there', () => {
    putAside(replica.db, 'never_made', 1)
    expect(clear()).toBe(0)
  })

  it('lets people write between its turns', async () => {
    spend('worn', 10)
    clearSpent(replica.db, 4)
    await write(replica.db, 'appointment.book', booking(60))
    clear(4)
    expect(outbox(replica.db)).toHaveLength(1)
    expect(names()).toEqual([])
  })
})

describe('the old generation of a shape', () => {
  /** More rows than are dropped at once. */
  function stageMany(): void {
    beginStage(replica.db, 'patients')
    const rows = [...ownRows().patients, ...Array.from({ length: 1000 }, (_, index) => patient(uid(50_000 + index)))]
    stageRows(replica.db, 'patients', rows.map((row) => ({ operation: 'put', row: asCentreRow('patients', row, 'snapshot') })), { handle: 'h2', position: '0_0' })
  }

  it('is put aside by the swap, not dropped while people wait', async () => {
    stageMany()
    await applyCentral(replica.db, { changes: [], cursors: [], swaps: ['patients'] })
    expect(names().length).toBeGreaterThan(0)
    clear()
    expect(names()).toEqual([])
  })

  it('is put aside when it is begun afresh', () => {
    stageMany()
    beginStage(replica.db, 'patients')
    expect(names()).toEqual(['_spent_1'])
  })

  it('is dropped at once where it is small', () => {
    beginStage(replica.db, 'patients')
    beginStage(replica.db, 'patients')
    expect(names()).toEqual([])
  })

  it('[S13] leaves the disk at once with the right to see its rows', () => {
    spend('worn', 3)
    beginStage(replica.db, 'payments')
    adoptCard(replica.db, { name: 'Chair', profile: 'chairside', series: 'CH1' })
    expect(names()).toEqual([])
  })
})
