import { describe, expect, it } from 'vitest'
import { Journal } from './journal.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 0, 0, second))

describe('what went wrong', () => {
  it('is kept by kind, with how often it came, the newest first', () => {
    const journal = new Journal()
    journal.note({ level: 'warn', msg: 'sync attempt failed', reason: 'TypeError' }, at(1))
    journal.note({ level: 'error', msg: 'call failed', method: 'patients.page', reason: 'SqliteError', code: 'SQLITE_BUSY' }, at(2))
    journal.note({ level: 'warn', msg: 'sync attempt failed', reason: 'TypeError' }, at(3))
    expect(journal.faults()).toMatchObject([
      { what: 'sync attempt failed', facts: { reason: 'TypeError' }, count: 2, firstAt: at(1).toISOString(), lastAt: at(3).toISOString() },
      { what: 'call failed', facts: { method: 'patients.page', code: 'SQLITE_BUSY' }, count: 1 },
    ])
  })

  it('leaves out what is no word of the program: values, sentences, paths, and facts nobody named', () => {
    const journal = new Journal()
    journal.note({ level: 'error', msg: 'no row for Dela Cruz, 0917 555 0101', reason: 'Dela Cruz is missing', code: '/home/ana/x', patient: 'Dela', kind: 'damaged' })
    expect(journal.faults()).toMatchObject([{ what: 'something else', facts: { kind: 'damaged' } }])
    expect(JSON.stringify(journal.faults())).not.toMatch(/Cruz|0917|ana|Dela/)
  })

  it('forgets the oldest kinds when there are too many, and never what went well', () => {
    const journal = new Journal()
    journal.note({ level: 'info', msg: 'a backup was made and checked' })
    for (let status = 0; status < 300; status++) journal.note({ level: 'warn', msg: 'sync attempt failed', status }, at(0))
    expect(journal.faults()).toHaveLength(100)
    expect(journal.faults()[0]!.facts['status']).toBe(299)
  })
})
