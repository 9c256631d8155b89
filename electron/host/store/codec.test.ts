import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describe as describeTable, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { createCentre, rowsAtCentre } from '../../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../../tests/support/centre-database.ts'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { appointment, patient, uid, world } from '../../../tests/support/world.ts'
import { fromCentre, fromSqlite, instantFromPostgres, toSqlite } from './codec.ts'
import type { CentreRow } from './codec.ts'

let centre: CentreDatabase

beforeAll(async () => {
  centre = await createCentre()
})
afterAll(() => centre.close())

/** The rows of a table as Postgres spells them for a shape. */
async function asText(table: TableName): Promise<CentreRow[]> {
  const { columns, key } = describeTable(table)
  const client = await centre.pool.connect()
  try {
    await client.query(`set timezone = 'UTC'; set datestyle = 'ISO, DMY'; set extra_float_digits = 1`)
    const list = Object.keys(columns).map((name) => `${name}::text`).join(', ')
    return (await client.query<CentreRow>(`select ${list} from ${table} order by ${key}`)).rows
  } finally {
    client.release()
  }
}

describe('values between centre, replica and code', () => {
  it.each(TABLE_NAMES)('gives rows of %s the same stored form by way of Postgres text as straight from code', async (table) => {
    const rows = await rowsAtCentre(centre.pool, table)
    const stored = rows.map((row) => toSqlite(table, row))
    expect((await asText(table)).map((text) => fromCentre(table, text))).toEqual(stored)
    expect(stored.map((each) => fromSqlite(table, each))).toEqual(rows)
  })

  it('reads a boolean in the spelling of snapshots and of replication alike', () => {
    const row = appointment(uid(1), { allows_overlap: true, overlap_reason: 'Twins' })
    for (const spelling of ['snapshot', 'replication'] as const) {
      expect(fromCentre('appointments', asCentreRow('appointments', row, spelling)).allows_overlap).toBe(1)
      expect(fromCentre('appointments', asCentreRow('appointments', { ...row, allows_overlap: false }, spelling)).allows_overlap).toBe(0)
    }
  })

  it('keeps null apart from the empty text and leaves out what a message does not carry', () => {
    const stored = fromCentre('patients', { id: uid(1), birth_date: null, phone: '', notes: '' })
    expect(stored).toEqual({ id: uid(1), birth_date: null, phone: '', notes: '' })
  })

  it('ignores columns that only a newer centre knows', () => {
    expect(fromCentre('operatories', { id: uid(1), laser: 't' })).toEqual({ id: uid(1) })
  })

  it('refuses to store a column that the table does not have', () => {
    expect(() => toSqlite('operatories', { laser: true } as never)).toThrow(TypeError)
  })

  it('spells jsonb one way, however Postgres spaced it', () => {
    const spaced = fromCentre('patients', { field_edits: '{"phone": "2026-11-20T00:00:00.000Z", "email": "x"}' }).field_edits
    expect(spaced).toBe('{"phone":"2026-11-20T00:00:00.000Z","email":"x"}')
  })

  it('carries ñ, ₱ and letters beyond the first plane through unharmed', () => {
    const row = patient(uid(1), { last_name: 'Muñoz-Ñáñez', notes: 'Paid ₱1,500 𝕏 "quoted" \\ back' })
    expect(fromSqlite('patients', fromCentre('patients', asCentreRow('patients', row)) as never)).toEqual(row)
  })
})

describe('instants', () => {
  it.each([
    ['2026-11-20 01:30:00+00', '2026-11-20T01:30:00.000Z'],
    ['2026-11-20 01:30:00.5+00', '2026-11-20T01:30:00.500Z'],
    ['2026-11-20 01:30:00.123456+00', '2026-11-20T01:30:00.123Z'],
    ['2026-11-20 01:30:00.12+00:00', '2026-11-20T01:30:00.120Z'],
  ])('reads %s', (text, iso) => expect(instantFromPostgres(text)).toBe(iso))

  it.each(['2026-11-20 01:30:00+08', '2026-11-20T01:30:00Z', '0044-03-15 00:00:00+00 BC', ''])('refuses %j rather than guess', (text) => {
    expect(() => instantFromPostgres(text)).toThrow(RangeError)
  })

  it('survive the way to Postgres text and back to the millisecond', () => {
    const range = { min: new Date('1900-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true }
    fc.assert(fc.property(fc.date(range), (date) => {
      const iso = date.toISOString()
      const text = asCentreRow('operatories', { ...world().operatories[0]!, updated_at: iso }).updated_at!
      expect(instantFromPostgres(text)).toBe(iso)
    }))
  })
})
