import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { contents, createReplica, REGISTRATION } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, PATIENTS, progress, DESK, uid } from '../../../tests/support/world.ts'
import { outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import { readState, writeState } from '../store/state.ts'
import { adoptProgram } from './adopt-program.ts'
import { applyCentral } from './apply-central.ts'
import type { CentralBatch, CentralChange } from './apply-central.ts'
import { adoptCard } from './scope.ts'
import { beginStage, shapeStates, stageRows } from './stage.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const arrive = (changes: CentralChange[], more: Partial<CentralBatch> = {}) => applyCentral(replica.db, { changes, cursors: [], swaps: [], ...more })
/** A row as a newer centre sends it, with a column that this program does not know. */
const newer = (id: string, more: Record<string, string | null>) => ({ ...asCentreRow('patients', patient(id, { phone: '1' })), ...more })
const put = (id: string, more: Record<string, string | null>): CentralChange => ({ table: 'patients', operation: 'put', row: newer(id, more) })
const parked = () => replica.db.prepare<[], { table_name: string; row_key: string; columns: string }>('select table_name, row_key, columns from _parked order by table_name, row_key').all().map(({ table_name, row_key, columns }) => [table_name, row_key, JSON.parse(columns)])
const row = (id: string) => contents(replica.db, ['patients']).patients!.find((each) => each.id === id)!

/** What an older program left that did not know these columns: their values parked, and nothing of them in the rows. */
function leftByOlder(id: string, columns: Record<string, string | null>, table: TableName = 'patients'): void {
  replica.db.prepare('insert into _parked (table_name, row_key, columns) values (?, ?, ?)').run(table, id, JSON.stringify(columns))
  writeState(replica.db, 'schema', SCHEMA_VERSION - 1)
}

describe('columns that only a newer centre knows', () => {
  it('[S8] are parked, and the rest of the row is taken', async () => {
    await arrive([put(PATIENTS[0], { nickname: 'Boy', shoe_size: null })])
    expect(row(PATIENTS[0])).toMatchObject({ phone: '1' })
    expect(parked()).toEqual([['patients', PATIENTS[0], { nickname: 'Boy', shoe_size: null }]])
  })

  it('[S8] are parked as they were last: a later change takes the place of an earlier one', async () => {
    await arrive([put(PATIENTS[0], { nickname: 'Boy' }), put(PATIENTS[1], { nickname: 'Girlie' })])
    await arrive([put(PATIENTS[0], { nickname: 'Dodong' })])
    expect(parked()).toEqual([['patients', PATIENTS[0], { nickname: 'Dodong' }], ['patients', PATIENTS[1], { nickname: 'Girlie' }]])
  })

  it('[S13] go with their row', async () => {
    await arrive([put(PATIENTS[0], { nickname: 'Boy' }), put(PATIENTS[1], { nickname: 'Girlie' })])
    await arrive([{ table: 'patients', operation: 'delete', row: { id: PATIENTS[0] } }])
    expect(parked()).toEqual([['patients', PATIENTS[1], { nickname: 'Girlie' }]])
  })

  it('[S13] go with the right to see their table, those of a half-fetched generation too', async () => {
    replica.db.prepare(`insert into _parked (table_name, row_key, columns) values ('payments', 'a', '{"tip":"1"}'), ('_stage_payments', 'a', '{"tip":"1"}'), ('patients', 'b', '{"nickname":"Boy"}')`).run()
    adoptCard(replica.db, { ...REGISTRATION, profile: 'chairside' })
    expect(parked()).toEqual([['patients', 'b', { nickname: 'Boy' }]])
  })

  it('[S5] are saved with their rows or not at all', async () => {
    await expect(arrive([put(PATIENTS[0], { nickname: 'Boy' }), { table: 'patients', operation: 'put', row: newer(PATIENTS[1], { nickname: 'x', created_at: 'infinity' }) }])).rejects.toThrow('Not an instant')
    expect(parked()).toEqual([])
    expect(row(PATIENTS[0])).toMatchObject({ phone: '' })
  })

  it('[S8] leave nothing behind where there are none', async () => {
    await arrive([put(PATIENTS[0], {})])
    expect(parked()).toEqual([])
  })

  it('[S11] of a generation that is fetched anew stay aside until it is swapped in, and take the place of the old ones', async () => {
    await arrive([put(PATIENTS[0], { nickname: 'Boy' }), put(PATIENTS[1], { nickname: 'Girlie' })])
    beginStage(replica.db, 'patients')
    stageRows(replica.db, 'patients', [{ operation: 'put', row: newer(PATIENTS[0], { nickname: 'Dodong' }) }, { operation: 'put', row: newer(PATIENTS[2], { nickname: 'Inday' }) }], { handle: 'h2', position: '0_0' })
    expect(parked().filter(([table]) => table === 'patients')).toEqual([['patients', PATIENTS[0], { nickname: 'Boy' }], ['patients', PATIENTS[1], { nickname: 'Girlie' }]])
    await arrive([], { swaps: ['patients'], cursors: [{ table: 'patients', handle: 'h2', position: '0_inf', lsn: '5' }] })
    expect(parked()).toEqual([['patients', PATIENTS[0], { nickname: 'Dodong' }], ['patients', PATIENTS[2], { nickname: 'Inday' }]])
  })

  it('[S11] of a generation that is begun afresh do not mix with those of the one given up', () => {
    beginStage(replica.db, 'patients')
    stageRows(replica.db, 'patients', [{ operation: 'put', row: newer(PATIENTS[0], { nickname: 'Boy' }) }], { handle: 'h2', position: '0_0' })
    beginStage(replica.db, 'patients')
    expect(parked()).toEqual([])
  })
})

describe('a program that knows them', () => {
  it('[S8] puts them into their rows, and keeps parked what even it does not know', async () => {
    leftByOlder(PATIENTS[0], { city: 'Cebu', is_deceased: 't', pwd_valid_until: null, shoe_size: '42' })
    await adoptProgram(replica.db)
    expect(row(PATIENTS[0])).toMatchObject({ city: 'Cebu', is_deceased: 1, pwd_valid_until: null })
    expect(parked()).toEqual([['patients', PATIENTS[0], { shoe_size: '42' }]])
    expect(readState(replica.db, 'schema')).toBe(SCHEMA_VERSION)
  })

  it('[S8] reaches every one of thousands', async () => {
    const ids = Array.from({ length: 2500 }, (_, index) => uid(0xa00000 + index))
    await arrive(ids.map((id) => put(id, {})))
    for (const id of ids) leftByOlder(id, { city: 'Cebu' })
    await adoptProgram(replica.db)
    expect(replica.db.prepare(`select count(*) as n from patients where city = 'Cebu'`).get()).toEqual({ n: 2500 })
    expect(parked()).toEqual([])
  })

  it('[S7] runs what waits again on top: the person\'s value stays on the screen, the centre\'s is under it', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '9'))
    leftByOlder(PATIENTS[0], { city: 'Cebu', notes: 'Parked' })
    await adoptProgram(replica.db)
    expect(row(PATIENTS[0])).toMatchObject({ phone: '9', city: 'Cebu', notes: 'Parked' })
    const [entry] = outbox(replica.db)
    await arrive([{ table: 'client_progress', operation: 'put', row: asCentreRow('client_progress', progress(DESK, 1, { mutation_id: entry!.id })) }])
    expect(row(PATIENTS[0])).toMatchObject({ phone: '', city: 'Cebu', notes: 'Parked' })
  })

  it('[S7] undoes later to rows that have its own columns, not to those of the program before', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    // The image of before, as an older program made it.
    replica.db.exec(`update _base_rows set image = json_remove(image, '$.osca_id')`)
    leftByOlder(PATIENTS[1], { city: 'Cebu' })
    await adoptProgram(replica.db)
    expect(replica.db.prepare(`select json_extract(image, '$.osca_id') as osca_id from _base_rows`).all()).toEqual([{ osca_id: '' }])
  })

  it('[S14] does nothing at its next start', async () => {
    await adoptProgram(replica.db)
    replica.db.prepare(`insert into _parked (table_name, row_key, columns) values ('patients', ?, '{"city":"Cebu"}')`).run(PATIENTS[0])
    await adoptProgram(replica.db)
    expect(row(PATIENTS[0])).toMatchObject({ city: '' })
  })

  it('[S9] starts all the same when a parked value cannot be read: the tables are fetched anew beside what is shown', async () => {
    await arrive([], { cursors: [{ table: 'patients', handle: 'h1', position: '0_inf', lsn: '5' }] })
    leftByOlder(PATIENTS[0], { city: 'Cebu', created_at: 'infinity' })
    await adoptProgram(replica.db)
    expect(row(PATIENTS[0])).toMatchObject({ city: '' })
    expect(parked()).toEqual([])
    expect(shapeStates(replica.db)).toMatchObject([{ table: 'patients', handle: null }])
    expect(readState(replica.db, 'schema')).toBe(SCHEMA_VERSION)
  })

  it('[S5] that is killed before it is done begins again at the next start', async () => {
    leftByOlder(PATIENTS[0], { city: 'Cebu' })
    replica.db.exec(`create temp trigger killed before update on _parked begin select raise(abort, 'killed'); end; create temp trigger killed_too before delete on _parked begin select raise(abort, 'killed'); end`)
    replica.db.exec(`create temp trigger state before update on _state begin select raise(abort, 'killed'); end`)
    await expect(adoptProgram(replica.db)).rejects.toThrow('killed')
    await adoptProgram(replica.reopen())
    expect(row(PATIENTS[0])).toMatchObject({ city: 'Cebu' })
    expect(parked()).toEqual([])
  })
})
