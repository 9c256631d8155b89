import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { baseRows, contents, createReplica, REGISTRATION } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { FILLING, minutes, PATIENTS, uid } from '../../../tests/support/world.ts'
import { booking, freshId, mutation, outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import { openReplica } from '../store/database.ts'
import { writeState } from '../store/state.ts'
import { mutate } from './mutate.ts'
import { undoPending } from './rebase.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

/** Everything on disk, as another process would find it now. */
function onDisk(): unknown {
  const other = openReplica(replica.file, new Uint8Array(32).fill(7))
  const all = { rows: contents(other), outbox: outbox(other), base: baseRows(other) }
  other.close()
  return all
}

const completion = (id: string) => ({ id, patientId: PATIENTS[0], tooth: '16', surfaces: 'MO', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: uid(41), priceCentavos: 150_000 })

describe('a write at the desk', () => {
  it('[S1] is on disk, rows and outbox entry, when the call returns', async () => {
    const { seq, touched } = await write(replica.db, 'treatment.complete', completion(uid(500)))
    const { rows, outbox: entries } = onDisk() as { rows: Record<string, { id: string; chart_entry_id?: string }[]>; outbox: { seq: number; state: string }[] }
    expect(entries).toMatchObject([{ seq, name: 'treatment.complete', state: 'waiting' }])
    expect(rows.chart_entries!.map(({ id }) => id)).toEqual([uid(500)])
    expect(rows.ledger_lines!.map((line) => line.chart_entry_id)).toEqual([uid(500)])
    expect(rows.stock_movements!.filter((move) => move.chart_entry_id === uid(500))).toHaveLength(3)
    expect(touched.toSorted()).toEqual(['chart_entries', 'ledger_lines', 'stock_movements'])
  })

  it('[S1] that is refused leaves nothing behind: no row, no entry, no image', async () => {
    await write(replica.db, 'appointment.book', booking(60))
    const before = onDisk()
    await expect(write(replica.db, 'appointment.book', booking(75))).rejects.toMatchObject({ name: 'Refusal', code: 'slot_taken' })
    await expect(write(replica.db, 'treatment.complete', { ...completion(uid(500)), serviceId: uid(404) })).rejects.toMatchObject({ code: 'not_found' })
    expect(onDisk()).toEqual(before)
  })

  it('[S1] that breaks off in the middle leaves nothing behind either', async () => {
    // The second of three kinds of rows cannot be written.
    replica.db.exec(`create trigger full before insert on stock_movements begin select raise(abort, 'database or disk is full'); end`)
    const before = onDisk()
    await expect(write(replica.db, 'treatment.complete', completion(uid(500)))).rejects.toThrow(/disk is full/)
    expect(onDisk()).toEqual(before)
    replica.db.exec('drop trigger full')
    await write(replica.db, 'treatment.complete', completion(uid(500)))
    expect(outbox(replica.db)).toHaveLength(1)
  })

  it('[S1] on a full disk fails whole, with the error that the screen names', async () => {
    replica.db.pragma('wal_checkpoint(truncate)')
    const pages = replica.db.pragma('page_count', { simple: true }) as number
    replica.db.pragma(`max_page_count=${pages}`)
    const notes = 'ñ'.repeat(3900)
    const fillDisk = async () => {
      for (let index = 0; index < 50; index++) await write(replica.db, 'patient.create', { id: freshId(), last_name: 'A', first_name: 'B', notes })
    }
    await expect(fillDisk()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    replica.db.pragma('max_page_count=1000000')
    const rows = contents(replica.db, ['patients']).patients!
    expect(rows).toHaveLength(3 + outbox(replica.db).length)
    expect(replica.db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('is recorded with what the desk fixed into it, such as its document number', async () => {
    const { input } = await write(replica.db, 'payment.record', { id: uid(500), patientId: PATIENTS[0], method: 'cash', amountCentavos: 50_000, receivedOn: '2026-11-20' })
    expect(input).toMatchObject({ number: 'PAY-FD1-000001' })
    const row = replica.db.prepare<[], { input: string }>('select input from _outbox').get()!
    expect(JSON.parse(row.input)).toEqual(input)
  })

  it('needs an enrolled desk, a known kind of change and values that fit', async () => {
    await expect(mutate(replica.db, { ...mutation('appointment.confirm', { id: uid(1) }), name: 'patient.destroy' })).rejects.toMatchObject({ code: 'unknown_mutation' })
    await expect(write(replica.db, 'patient.create', { id: 'x', last_name: '', first_name: '' })).rejects.toMatchObject({ name: 'Refusal', code: 'invalid' })
    replica.db.exec('delete from _state')
    await expect(write(replica.db, 'patient.create', { id: uid(500), last_name: 'A', first_name: 'B' })).rejects.toMatchObject({ code: 'not_enrolled' })
    expect(outbox(replica.db)).toEqual([])
  })

  it('[S13] is refused where this desk does not hold the tables it would change', async () => {
    writeState(replica.db, 'registration', { ...REGISTRATION, profile: 'chairside' })
    const payment = { id: uid(500), patientId: PATIENTS[0], method: 'cash', amountCentavos: 50_000, receivedOn: '2026-11-20' } as const
    await expect(write(replica.db, 'payment.record', payment)).rejects.toMatchObject({ code: 'not_held' })
    await expect(write(replica.db, 'statement.issue', { id: uid(501), patientId: PATIENTS[0], from: '2026-11-01', to: '2026-11-30' })).rejects.toMatchObject({ code: 'not_held' })
    expect(contents(replica.db, ['payments', 'ledger_lines', 'statements'])).toEqual({ payments: [], ledger_lines: [], statements: [] })
    await write(replica.db, 'treatment.complete', completion(uid(502)))
    expect(outbox(replica.db)).toHaveLength(1)
  })

  it('[S9] that could never be sent is refused at once, not kept for ever', async () => {
    const line = (index: number) => ({ id: uid(10_000 + index), patient_id: PATIENTS[0], description: 'x'.repeat(120) })
    replica.db.transaction(() => {
      const insert = replica.db.prepare(`insert into ledger_lines (id, clinic_id, created_at, patient_id, kind, amount_centavos, entry_date, description) values (?, ?, ?, ?, 'charge', 100, '2026-11-10', ?)`)
      for (let index = 0; index < 9000; index++) insert.run(line(index).id, uid(1), minutes(0), PATIENTS[0], line(index).description)
    })()
    await expect(write(replica.db, 'statement.issue', { id: uid(501), patientId: PATIENTS[0], from: '2026-11-01', to: '2026-11-30' })).rejects.toMatchObject({ code: 'too_large' })
    expect(outbox(replica.db)).toEqual([])
    await write(replica.db, 'statement.issue', { id: uid(501), patientId: PATIENTS[0], from: '2026-11-11', to: '2026-11-30' })
    expect(outbox(replica.db)).toHaveLength(1)
  })

  it('never gets a document number again that went out on paper, also when the centre refused it', async () => {
    const pay = (id: string) => write(replica.db, 'payment.record', { id, patientId: PATIENTS[0], method: 'cash', amountCentavos: 50_000, receivedOn: '2026-11-20' })
    await pay(uid(500))
    const { id } = outbox(replica.db)[0]!
    // Refused at the centre: its rows take the pending payment away.
    undoPending(replica.db)
    replica.db.prepare(`update _outbox set state = 'confirmed', outcome = 'rejected' where id = ?`).run(id)
    expect(contents(replica.db, ['payments']).payments).toEqual([])
    expect((await pay(uid(501))).input).toMatchObject({ number: 'PAY-FD1-000002' })
  })

  it('sees what this desk wrote before it', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.edit', phoneEdit('1', '2'))
    expect(replica.db.prepare('select phone from patients where id = ?').get(PATIENTS[0])).toEqual({ phone: '2' })
    expect(baseRows(replica.db)).toBe(1)
  })
})
