import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '../../../shared/schema/index.ts'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { baseRows, contents, createReplica, ownRows } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { booking, outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import { openReplica } from '../store/database.ts'
import { readState } from '../store/state.ts'
import { applyCentral } from './apply-central.ts'
import type { CentralChange } from './apply-central.ts'
import { undoPending } from './rebase.ts'
import { beginStage, dropMisfits, shapeStates, stageRows } from './stage.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const patients = () => contents(replica.db, ['patients']).patients!
const staged = (row: Row<'patients'>) => ({ operation: 'put' as const, row: asCentreRow('patients', row, 'snapshot') })
const first = ownRows().patients[0]!

function stage(rows: Row<'patients'>[], position = '0_0'): void {
  stageRows(replica.db, 'patients', rows.map(staged), { handle: 'h2', position })
}

function swap(changes: CentralChange[] = []) {
  const cursors = [{ table: 'patients', handle: 'h2', position: '0_inf', lsn: '500' }] as const
  return applyCentral(replica.db, { changes, cursors: [...cursors], swaps: ['patients'] })
}

describe('a refetched generation', () => {
  it('[S11] is gathered aside: until it is whole every old row stays readable', () => {
    const before = patients()
    beginStage(replica.db, 'patients')
    stage([patient(PATIENTS[0], { city: 'New' })])
    expect(patients()).toEqual(before)
    const other = openReplica(replica.file, new Uint8Array(32).fill(7), { readonly: true })
    expect(other.prepare('select count(*) as n from patients').get()).toEqual({ n: 3 })
    other.close()
  })

  it('[S11] takes the place of the old one in one step: rows gone at the centre are gone, new ones there', async () => {
    beginStage(replica.db, 'patients')
    stage([patient(PATIENTS[0], { city: 'New' })])
    stage([patient(uid(500))], '0_1')
    const { touched } = await swap()
    expect(patients().map(({ id, city }) => [id, city])).toEqual([[PATIENTS[0], 'New'], [uid(500), '']])
    expect(touched).toEqual(['patients'])
    expect(readState(replica.db, 'ready')).toBe(true)
    expect(replica.db.prepare(`select name from sqlite_schema where name like '\\_stage%' escape '\\'`).all()).toEqual([])
  })

  it('[S11] keeps pending edits on top, and undoing them leads to the new generation, not the old', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.create', { id: uid(501), last_name: 'Cruz', first_name: 'Ana' })
    beginStage(replica.db, 'patients')
    stage([patient(PATIENTS[0], { ...first, city: 'New' })])
    await swap()
    expect(patients().map(({ id, phone, city }) => [id, phone, city])).toEqual([[PATIENTS[0], '1', 'New'], [uid(501), '', '']])
    expect(baseRows(replica.db)).toBe(2)
    undoPending(replica.db)
    expect(patients().map(({ id, phone, city }) => [id, phone, city])).toEqual([[PATIENTS[0], '', 'New']])
  })

  it('[S11] [S4] leaves an edit of a row that is gone waiting', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1', PATIENTS[2]))
    beginStage(replica.db, 'patients')
    stage([first])
    await swap()
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: 'not_found' }])
  })

  it('takes what was logged since its snapshot, deletions too', async () => {
    beginStage(replica.db, 'patients')
    stage([first, patient(uid(500)), patient(uid(501))])
    stageRows(replica.db, 'patients', [{ operation: 'delete', row: asCentreRow('patients', patient(uid(500))) }, staged({ ...first, phone: '7' })], { handle: 'h2', position: '400_0' })
    await swap([{ table: 'patients', operation: 'delete', row: { id: uid(501) } }])
    expect(patients().map(({ id, phone }) => [id, phone])).toEqual([[PATIENTS[0], '7']])
  })

  it('keeps search in step with the swap', async () => {
    beginStage(replica.db, 'patients')
    stage([patient(PATIENTS[0], { last_name: 'Zulueta' }), patient(uid(500), { last_name: 'Abad' })])
    await swap()
    expect(replica.db.prepare('select words from _patient_search order by patient_id').pluck().all()).toEqual(['zulueta nandu', 'abad nandu'])
  })
})

describe('a generation that was interrupted', () => {
  it('[S5] [S11] is found after a restart with its rows and its place', () => {
    beginStage(replica.db, 'patients')
    stage([first], '0_3')
    replica.reopen()
    expect(shapeStates(replica.db)).toEqual([{ table: 'patients', handle: null, position: null, lsn: null, stage_handle: 'h2', stage_position: '0_3' }])
    stage([patient(uid(500))], '0_4')
    expect(replica.db.prepare('select count(*) as n from _stage_patients').get()).toEqual({ n: 2 })
  })

  it('[S5] saves rows and place together or neither', () => {
    beginStage(replica.db, 'patients')
    const broken = { operation: 'put' as const, row: { id: uid(500), created_at: 'never' } }
    expect(() => stageRows(replica.db, 'patients', [staged(first), broken], { handle: 'h2', position: '0_1' })).toThrow(RangeError)
    expect(replica.db.prepare('select count(*) as n from _stage_patients').get()).toEqual({ n: 0 })
    expect(shapeStates(replica.db)[0]).toMatchObject({ stage_position: null })
  })

  it('is begun from nothing when the centre replaces the shape once more', async () => {
    beginStage(replica.db, 'patients')
    stage([patient(uid(500))])
    beginStage(replica.db, 'patients')
    stage([first])
    await swap()
    expect(patients().map(({ id }) => id)).toEqual([PATIENTS[0]])
  })

  it('[S11] leaves the place of the old generation alone', async () => {
    await applyCentral(replica.db, { changes: [], cursors: [{ table: 'patients', handle: 'h1', position: '90_0', lsn: '90' }], swaps: [] })
    beginStage(replica.db, 'patients')
    stage([first])
    expect(shapeStates(replica.db)[0]).toMatchObject({ handle: 'h1', position: '90_0', lsn: '90' })
  })

  it('does not keep the desk from writing', async () => {
    beginStage(replica.db, 'patients')
    stage([first])
    await write(replica.db, 'appointment.book', booking(60))
    await swap()
    expect(contents(replica.db, ['appointments']).appointments).toHaveLength(1)
  })
})

describe('a generation from a centre of another version', () => {
  /** A row as a centre sends it that does not know these columns yet. */
  const without = (...names: string[]) => Object.fromEntries(Object.entries(asCentreRow('patients', patient(PATIENTS[0]), 'snapshot')).filter(([name]) => !names.includes(name)))

  it('[S8] that is older gets for what it does not send what the table itself would give', async () => {
    beginStage(replica.db, 'patients')
    stageRows(replica.db, 'patients', [{ operation: 'put', row: without('emergency_relation', 'osca_id', 'pwd_valid_until') }], { handle: 'h2', position: '0_0' })
    await swap()
    expect(patients()).toMatchObject([{ id: PATIENTS[0], emergency_relation: '', osca_id: '', pwd_valid_until: null }])
  })

  it('[S8] has the columns of its table in their order, also those that a migration added', () => {
    replica.db.exec(`alter table patients add column nickname text not null default 'none'`)
    beginStage(replica.db, 'patients')
    const columns = (table: string) => replica.db.prepare('select name, type, "notnull", dflt_value, pk from pragma_table_info(?)').all(table)
    expect(columns('_stage_patients')).toEqual(columns('patients'))
    expect(columns('_stage_patients').at(-1)).toMatchObject({ name: 'nickname', dflt_value: `'none'` })
  })

  it('[S9] that was half fetched when a migration changed its table is fetched anew, and no other is', () => {
    for (const table of ['patients', 'invoices'] as const) beginStage(replica.db, table)
    stage([patient(PATIENTS[0])])
    stageRows(replica.db, 'invoices', [], { handle: 'h3', position: '0_0' })
    replica.db.exec(`alter table patients add column nickname text not null default ''`)
    dropMisfits(replica.db)
    const states = Object.fromEntries(shapeStates(replica.db).map((state) => [state.table, state.stage_handle]))
    expect(states).toEqual({ patients: null, invoices: 'h3' })
    beginStage(replica.db, 'patients')
    expect(() => stage([patient(PATIENTS[0])])).not.toThrow()
  })

  it('[S9] of which only the place was kept, and not the rows, is fetched anew', () => {
    beginStage(replica.db, 'patients')
    stage([patient(PATIENTS[0])])
    replica.db.exec('drop table _stage_patients')
    dropMisfits(replica.db)
    expect(shapeStates(replica.db)).toMatchObject([{ table: 'patients', stage_handle: null, stage_position: null }])
  })
})
