import type { Client } from 'pg'
import { DatabaseError } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { demoId } from '../admin/demo/ids.ts'
import { CHAIRS, CLINIC, LOCATION, userId } from '../admin/demo/place.ts'
import { demoRows } from '../admin/demo/seed.ts'
import { hashPassword } from '../auth/passwords.ts'
import { migrateUp, readMigrations } from './migrate.ts'
import { createClient } from './pool.ts'
import { insertRows } from './rows.ts'

/** What the centre's database refuses, whatever a program asks: the demo clinic's people and chairs, an empty schedule. */
let database: TestDatabase
let client: Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = createClient(database.url)
  await client.connect()
  await migrateUp(client, await readMigrations())
  const verifier = await hashPassword('x')
  const rows = demoRows(new Date('2026-11-20T02:00:00.000Z'), Array.from({ length: 5 }, () => verifier))
  for (const table of ['clinics', 'locations', 'operating_hours', 'operatories', 'roles', 'users', 'services', 'patients'] as const) {
    await insertRows(client, table, rows[table] as Row<typeof table>[])
  }
})
afterAll(async () => {
  await client.end()
  await database.drop()
})
beforeEach(() => client.query('begin'))
afterEach(() => client.query('rollback'))

/** The constraint or trigger code that stops `work`; undefined when nothing does. */
async function refusedBy(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return error.constraint ?? error.code
  }
}

const NOW = '2026-11-20T02:00:00.000Z'
let serial = 0

function appointment(over: Partial<Row<'appointments'>> = {}): Row<'appointments'> {
  serial += 1
  return {
    id: demoId('appointment', 10_000 + serial), clinic_id: CLINIC, created_at: NOW, location_id: LOCATION, operatory_id: CHAIRS[0]!, dentist_id: userId('drreyes'),
    patient_id: demoId('patient', 1), service_id: null, starts_at: '2026-11-20T02:00:00.000Z', ends_at: '2026-11-20T02:30:00.000Z', status: 'confirmed', flow: 'none',
    arrived_at: null, seated_at: null, dismissed_at: null, allows_overlap: false, overlap_reason: null, notes: '', cancel_reason: null, cancelled_at: null,
    legacy_source: null, legacy_id: null, created_by: null, updated_at: NOW, ...over,
  }
}

/** Another time with nothing in common with `appointment()`, but for what is given. */
const apart = (over: Partial<Row<'appointments'>>) => appointment({ operatory_id: CHAIRS[1]!, dentist_id: userId('drcruz'), patient_id: demoId('patient', 2), ...over })
const book = (...rows: Row<'appointments'>[]) => refusedBy(insertRows(client, 'appointments', rows))

describe('double booking', () => {
  it.each([
    ['a dentist', { dentist_id: userId('drreyes') }, 'appointments_dentist_free'],
    ['a chair', { operatory_id: CHAIRS[0]! }, 'appointments_chair_free'],
    ['a patient', { patient_id: demoId('patient', 1) }, 'appointments_patient_free'],
  ])('of %s is refused', async (_what, shared, constraint) => {
    expect(await book(appointment())).toBeUndefined()
    expect(await book(apart(shared))).toBe(constraint)
  })

  it('is none when dentist, chair and patient all differ', async () => {
    expect(await book(appointment(), apart({}))).toBeUndefined()
  })

  it.each([
    ['the same time', '02:00', '02:30'], ['a time inside', '02:10', '02:20'], ['a time around', '01:00', '03:00'], ['an overlap at the start', '01:45', '02:15'],
    ['an overlap at the end', '02:15', '02:45'], ['the last minute', '02:29', '02:40'], ['the first minute', '01:30', '02:01'],
  ])('is %s', async (_what, from, to) => {
    await book(appointment())
    expect(await book(appointment({ starts_at: `2026-11-20T${from}:00.000Z`, ends_at: `2026-11-20T${to}:00.000Z` }))).toMatch(/_free$/)
  })

  it('is not the time right before or right after', async () => {
    const before = appointment({ starts_at: '2026-11-20T01:30:00.000Z', ends_at: '2026-11-20T02:00:00.000Z' })
    const after = appointment({ starts_at: '2026-11-20T02:30:00.000Z', ends_at: '2026-11-20T03:00:00.000Z' })
    expect(await book(appointment(), before, after)).toBeUndefined()
  })

  it.each(['cancelled', 'missed'] as const)('does not count %s appointments, neither the old nor the new one', async (status) => {
    expect(await book(appointment({ status }), appointment(), appointment({ status }))).toBeUndefined()
  })

  it.each(['pending', 'confirmed', 'completed'] as const)('counts %s appointments', async (status) => {
    expect(await book(appointment({ status }))).toBeUndefined()
    expect(await book(appointment())).toMatch(/_free$/)
  })

  it('is found when an appointment is moved or called back to life', async () => {
    const gone = appointment({ status: 'cancelled' })
    const later = appointment({ starts_at: '2026-11-20T05:00:00.000Z', ends_at: '2026-11-20T05:30:00.000Z' })
    await book(appointment(), gone, later)
    await client.query('savepoint moved')
    expect(await refusedBy(client.query(`update appointments set status = 'pending' where id = $1`, [gone.id]))).toMatch(/_free$/)
    await client.query('rollback to moved')
    expect(await refusedBy(client.query(`update appointments set starts_at = '2026-11-20T02:15:00Z', ends_at = '2026-11-20T02:45:00Z' where id = $1`, [later.id]))).toMatch(/_free$/)
  })

  it('is allowed on purpose, with a reason', async () => {
    await book(appointment())
    expect(await book(appointment({ allows_overlap: true, overlap_reason: 'Emergency' }))).toBeUndefined()
    expect(await book(appointment({ allows_overlap: true }))).toBe('appointments_overlap_reason')
  })
})

describe('an appointment', () => {
  it.each([
    ['that ends before it starts', { ends_at: '2026-11-20T01:00:00.000Z' }, 'appointments_interval'],
    ['of no length', { ends_at: '2026-11-20T02:00:00.000Z' }, 'appointments_interval'],
    ['of thirteen hours', { ends_at: '2026-11-20T15:00:00.000Z' }, 'appointments_interval'],
    ['without a chair', { operatory_id: null }, 'appointments_has_chair'],
    ['without a dentist', { dentist_id: null }, 'appointments_has_chair'],
    ['of nobody', { patient_id: demoId('patient', 999) }, 'appointments_patient_id_fkey'],
    ['at no place', { location_id: demoId('location', 999) }, 'appointments_location_id_fkey'],
  ])('%s is refused', async (_what, over, constraint) => {
    expect(await book(appointment(over))).toBe(constraint)
  })

  it('may lack chair and dentist when it was imported', async () => {
    expect(await book(appointment({ operatory_id: null, dentist_id: null, legacy_source: 'apexo', legacy_id: '1' }))).toBeUndefined()
  })
})

const charge = (over: Partial<Row<'ledger_lines'>> = {}): Row<'ledger_lines'> => ({
  id: demoId('ledger', 10_000 + (serial += 1)), clinic_id: CLINIC, created_at: NOW, patient_id: demoId('patient', 1), kind: 'charge', amount_centavos: 100, entry_date: '2026-11-20',
  description: 'x', service_id: null, chart_entry_id: null, appointment_id: null, dentist_id: null, payment_id: null, invoice_id: null, voids_line_id: null, legacy_source: null, legacy_id: null, created_by: null, ...over,
})
const payment = (over: Partial<Row<'payments'>> = {}): Row<'payments'> => ({
  id: demoId('payment', 10_000 + (serial += 1)), clinic_id: CLINIC, created_at: NOW, patient_id: demoId('patient', 1), number: `PAY-FD1-${serial}`, method: 'cash', amount_centavos: 100,
  reference: '', received_on: '2026-11-20', received_by: null, note: '', legacy_source: null, legacy_id: null, ...over,
})
const entry = (over: Partial<Row<'chart_entries'>> = {}): Row<'chart_entries'> => ({
  id: demoId('chart', 10_000 + (serial += 1)), clinic_id: CLINIC, created_at: NOW, patient_id: demoId('patient', 1), tooth: '16', surfaces: 'MO', layer: 'condition', finding: 'caries', note: '',
  service_id: null, appointment_id: null, dentist_id: null, effective_date: '2026-11-20', recorded_by: null, voids_entry_id: null, legacy_source: null, legacy_id: null, ...over,
})
const item = (): Row<'inventory_items'> => ({
  id: demoId('item', 10_000 + (serial += 1)), clinic_id: CLINIC, created_at: NOW, supplier_id: null, sku: '', name: 'Gloves', category: '', unit: 'box', reorder_level: 1, unit_cost_centavos: 1, is_active: true, updated_at: NOW,
})
const movement = (itemId: string, over: Partial<Row<'stock_movements'>> = {}): Row<'stock_movements'> => ({
  id: demoId('movement', 10_000 + (serial += 1)), clinic_id: CLINIC, created_at: NOW, item_id: itemId, lot_id: null, kind: 'receive', quantity: 5, reason: '', chart_entry_id: null, moved_by: null, ...over,
})

describe('facts', () => {
  async function oneOfEach(): Promise<Record<string, string>> {
    const [line, paid, charted, gloves] = [charge(), payment(), entry(), item()]
    const moved = movement(gloves.id)
    const lot = { id: demoId('lot', 10_000), clinic_id: CLINIC, created_at: NOW, item_id: gloves.id, lot_number: '', expires_on: null, unit_cost_centavos: 1 }
    await insertRows(client, 'ledger_lines', [line])
    await insertRows(client, 'payments', [paid])
    await insertRows(client, 'chart_entries', [charted])
    await insertRows(client, 'inventory_items', [gloves])
    await insertRows(client, 'stock_lots', [lot])
    await insertRows(client, 'stock_movements', [moved])
    return { ledger_lines: line.id, payments: paid.id, chart_entries: charted.id, stock_movements: moved.id, stock_lots: lot.id }
  }

  it.each(['ledger_lines', 'payments', 'chart_entries', 'stock_movements', 'stock_lots'] satisfies TableName[])('in %s are neither changed nor deleted', async (table) => {
    const ids = await oneOfEach()
    await client.query('savepoint before')
    expect(await refusedBy(client.query(`update ${table} set created_at = now() where id = $1`, [ids[table]]))).toBe('23001')
    await client.query('rollback to before')
    expect(await refusedBy(client.query(`delete from ${table} where id = $1`, [ids[table]]))).toBe('23001')
  })
})

describe('money', () => {
  const lines = (...rows: Row<'ledger_lines'>[]) => refusedBy(insertRows(client, 'ledger_lines', rows))

  it.each([
    ['a negative charge', charge({ amount_centavos: -1 }), 'ledger_lines_charge_sign'],
    ['a payment that raises what is owed', charge({ kind: 'payment', amount_centavos: 100 }), 'ledger_lines_payment_sign'],
    ['a payment line without its payment', charge({ kind: 'payment', amount_centavos: -100 }), 'ledger_lines_payment_sign'],
    ['a void of nothing', charge({ kind: 'void', amount_centavos: -100 }), 'ledger_lines_void_points'],
  ])('refuses %s', async (_what, line, constraint) => {
    expect(await lines(line)).toBe(constraint)
  })

  it('refuses to void a line twice and to charge a treatment twice', async () => {
    const line = charge()
    const done = entry()
    await lines(line, charge({ kind: 'void', amount_centavos: -100, voids_line_id: line.id }))
    await insertRows(client, 'chart_entries', [done])
    await lines(charge({ chart_entry_id: done.id }))
    await client.query('savepoint before')
    expect(await lines(charge({ kind: 'void', amount_centavos: -100, voids_line_id: line.id }))).toBe('ledger_lines_voided_once')
    await client.query('rollback to before')
    expect(await lines(charge({ chart_entry_id: done.id }))).toBe('ledger_lines_charged_once')
  })

  it('refuses a payment of nothing and a number used twice', async () => {
    await client.query('savepoint before')
    expect(await refusedBy(insertRows(client, 'payments', [payment({ amount_centavos: 0 })]))).toBe('payments_amount')
    await client.query('rollback to before')
    expect(await refusedBy(insertRows(client, 'payments', [payment({ number: 'PAY-FD1-1' }), payment({ number: 'PAY-FD1-1' })]))).toBe('payments_number_once')
  })

  it('keeps the largest amount to the centavo', async () => {
    await lines(charge({ amount_centavos: 100_000_000_00 }))
    const { rows } = await client.query('select sum(amount_centavos)::bigint as total from ledger_lines')
    expect(rows[0].total).toBe(10_000_000_000)
  })
})

describe('the chart', () => {
  it.each(['10', '19', '29', '49', '56', '86', '90', '1', '116', '', 'AA'])('knows no tooth %s', async (tooth) => {
    expect(await refusedBy(insertRows(client, 'chart_entries', [entry({ tooth, surfaces: '' })]))).toBe('chart_entries_tooth')
  })

  it('refuses surfaces without a tooth, unknown letters and an entry voided twice', async () => {
    const first = entry()
    await insertRows(client, 'chart_entries', [first, entry({ voids_entry_id: first.id })])
    for (const [bad, constraint] of [
      [entry({ tooth: null, surfaces: 'O' }), 'chart_entries_surfaces'], [entry({ surfaces: 'X' }), 'chart_entries_surfaces'], [entry({ voids_entry_id: first.id }), 'chart_entries_voided_once'],
    ] as const) {
      await client.query('savepoint before')
      expect(await refusedBy(insertRows(client, 'chart_entries', [bad]))).toBe(constraint)
      await client.query('rollback to before')
    }
  })
})

describe('stock', () => {
  it.each([
    ['a movement of nothing', { quantity: 0 }, 'stock_movements_moves'],
    ['a delivery that takes away', { quantity: -1 }, 'stock_movements_sign'],
    ['a use that adds', { kind: 'use', quantity: 1 }, 'stock_movements_sign'],
    ['an expiry that adds', { kind: 'expire', quantity: 1 }, 'stock_movements_sign'],
  ] as const)('refuses %s', async (_what, over, constraint) => {
    const gloves = item()
    await insertRows(client, 'inventory_items', [gloves])
    expect(await refusedBy(insertRows(client, 'stock_movements', [movement(gloves.id, over)]))).toBe(constraint)
  })
})

describe('people', () => {
  it.each([
    [`update users set username = 'Maria' where username = 'maria'`, 'users_username_lower'],
    [`update users set username = 'jun' where username = 'maria'`, 'users_username_once'],
    [`update users set colour = 'red' where username = 'maria'`, 'users_colour'],
    [`update patients set last_name = '' where chart_number = 'NG-0001'`, 'patients_named'],
    [`update patients set birth_date = '1066-10-14' where chart_number = 'NG-0001'`, 'patients_birth'],
    [`update patients set legacy_source = 'apexo' where chart_number = 'NG-0001'`, 'patients_legacy_pair'],
    [`update clinics set slot_minutes = 7`, 'clinics_slot_minutes'],
    [`update operating_hours set break_start_minute = null`, 'operating_hours_break'],
    [`update operating_hours set break_end_minute = null`, 'operating_hours_break'],
    [`update operating_hours set break_start_minute = null, break_end_minute = null`, undefined],
    [`update operating_hours set break_end_minute = break_start_minute`, 'operating_hours_break'],
    [`update operating_hours set closes_minute = 700`, 'operating_hours_break'],
    [`delete from patients where chart_number = 'NG-0001'`, undefined],
  ])('%s: %s', async (sql, constraint) => {
    expect(await refusedBy(client.query(sql))).toBe(constraint)
  })

  it('have verifiers of argon2id and nothing else', async () => {
    const row = { user_id: userId('maria'), clinic_id: CLINIC, verifier: 'chairside', changed_at: NOW }
    expect(await refusedBy(insertRows(client, 'user_credentials', [row]))).toBe('user_credentials_argon2id')
  })
})
