import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSignature } from '../../../shared/domain/consent.ts'
import { drawChart } from '../../../shared/domain/chart.ts'
import { isFinding } from '../../../shared/domain/findings.ts'
import { tidySurfaces } from '../../../shared/domain/surfaces.ts'
import { localOf, todayIn } from '../../../shared/domain/time.ts'
import { TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { createTestDatabase } from '../../../tests/support/postgres.ts'
import type { TestDatabase } from '../../../tests/support/postgres.ts'
import { passwordMatches } from '../../auth/passwords.ts'
import { createClient } from '../../db/pool.ts'
import { migrateUp, readMigrations } from '../../db/migrate.ts'
import { firstClinic } from '../first-clinic.ts'
import { ZONE } from './place.ts'
import { demoRows } from './seed.ts'

let database: TestDatabase
let client: Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = createClient(database.url)
  await client.connect()
  await migrateUp(client, await readMigrations())
  await firstClinic(client, true, () => {})
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function one<T>(sql: string): Promise<T> {
  const { rows } = await client.query<{ value: T }>(sql)
  return rows[0]!.value
}

/** Days and hours on which a demo may be made; the middle of the night, a leap day and a Sunday among them. */
const INSTANTS = ['2026-11-20T01:30:00.000Z', '2026-11-22T08:00:00.000Z', '2026-12-31T16:30:00.000Z', '2028-02-29T15:59:59.000Z', '2026-03-01T18:00:00.000Z']
const verifiers = ['a', 'b', 'c', 'd', 'e']

describe('the demo clinic', () => {
  it('passes every constraint of the database and fills the tables a visitor looks at', async () => {
    expect(await one('select count(*)::int as value from patients')).toBe(42)
    expect(await one('select count(*)::int as value from appointments')).toBeGreaterThan(200)
    expect(await one('select count(*)::int as value from chart_entries')).toBeGreaterThan(100)
    expect(await one('select count(*)::int as value from payments')).toBeGreaterThan(50)
    expect(await one('select count(*)::int as value from inventory_items')).toBe(16)
  })

  it('lets everybody sign in with the password that the README names', async () => {
    const { rows } = await client.query<{ username: string; role: string; verifier: string }>(
      `select u.username, r.code as role, c.verifier from users u join roles r on r.id = u.role_id join user_credentials c on c.user_id = u.id order by u.username`)
    expect(rows.map(({ username, role }) => `${username} ${role}`)).toEqual(['drcruz dentist', 'drreyes dentist', 'jun assistant', 'maria receptionist', 'owner manager'])
    for (const { verifier } of rows) expect(await passwordMatches(verifier, 'chairside')).toBe(true)
  })

  it('is not made twice, nor beside another clinic', async () => {
    const before = await one('select count(*)::int as value from patients')
    await firstClinic(client, true, () => {})
    await firstClinic(client, false, () => {})
    expect(await one('select count(*)::int as value from clinics')).toBe(1)
    expect(await one('select count(*)::int as value from patients')).toBe(before)
  })

  it('adds up: what is on hand was received and not used, and some of it is low, gone, expiring or expired', async () => {
    const { rows } = await client.query<{ sku: string; on_hand: number; reorder_level: number; expires_on: string | null }>(
      `select i.sku, coalesce(sum(m.quantity), 0)::int as on_hand, i.reorder_level, min(l.expires_on) as expires_on
       from inventory_items i left join stock_movements m on m.item_id = i.id left join stock_lots l on l.id = m.lot_id group by i.id`)
    const stock = new Map(rows.map((row) => [row.sku, row]))
    expect(rows.every((row) => row.on_hand >= 0)).toBe(true)
    expect(stock.get('LIDO')!.on_hand).toBe(46)
    expect(stock.get('FLV')!.on_hand).toBe(0)
    expect(rows.filter((row) => row.on_hand <= row.reorder_level).map(({ sku }) => sku).sort()).toEqual(['ALG', 'CMP-A3', 'FLV', 'LIDO', 'MSK-3'])
    const today = todayIn(ZONE, new Date().toISOString())
    expect(rows.filter((row) => row.expires_on !== null && row.expires_on < today)).toHaveLength(1)
  })

  it('has medical histories of which some are due for review, and consents signed in every way', async () => {
    expect(await one('select count(*)::int as value from consent_templates where is_offered')).toBe(4)
    expect(await one(`select count(distinct patient_id)::int as value from history_reviews where created_at > now() - interval '5 months'`)).toBeGreaterThan(5)
    expect(await one(`select count(*)::int as value from (select patient_id from history_reviews group by 1 having max(created_at) < now() - interval '6 months') as due`)).toBeGreaterThan(5)
    const { rows } = await client.query<Row<'consents'>>('select * from consents')
    const ways = rows.map((row) => `${row.method}${row.revoked_at ? ', revoked' : ''}${row.signer_relation ? ', by another' : ''}`)
    expect(new Set(ways)).toEqual(new Set(['drawn', 'typed', 'drawn, revoked', 'drawn, by another']))
    expect(rows.filter(({ body }) => body.includes('{'))).toEqual([])
    expect(rows.filter(({ method, strokes }) => method === 'drawn' && !isSignature(strokes))).toEqual([])
  })

  it('leaves some patients owing and some in balance', async () => {
    const { rows } = await client.query<{ balance: number }>('select sum(amount_centavos)::int as balance from ledger_lines group by patient_id')
    expect(rows.some(({ balance }) => balance > 0)).toBe(true)
    expect(rows.some(({ balance }) => balance === 0)).toBe(true)
    expect(rows.every(({ balance }) => balance >= 0)).toBe(true)
  })

  it('charts only what the dentists could have charted', async () => {
    const { rows } = await client.query<Row<'chart_entries'>>('select * from chart_entries')
    expect(rows.filter(({ finding }) => !isFinding(finding))).toEqual([])
    const untidy = rows.filter(({ tooth, surfaces }) => {
      const tidy = tooth === null ? { ok: true as const, surfaces } : tidySurfaces(tooth, surfaces)
      return !tidy.ok || tidy.surfaces !== surfaces
    })
    expect(untidy).toEqual([])
    expect(drawChart(rows).size).toBeGreaterThan(0)
  })

  it('treats no tooth that is not there, and gives children nothing for grown-ups', async () => {
    const { rows } = await client.query<Row<'chart_entries'> & { age: number }>(
      `select c.*, extract(year from age(c.effective_date, p.birth_date))::int as age from chart_entries c join patients p on p.id = c.patient_id order by c.effective_date, c.created_at`)
    const gone = new Set<string>()
    const wrong: string[] = []
    for (const { patient_id, tooth, layer, finding, age } of rows) {
      const place = `${patient_id} ${tooth}`
      if (layer === 'completed' && tooth !== null) {
        if (gone.has(place)) wrong.push(`${finding} on ${tooth}, which is gone`)
        if (age <= (finding === 'sealant' ? 5 : 12)) wrong.push(`${finding} on ${tooth} at ${age}`)
      }
      if (layer !== 'planned' && ['missing', 'extraction', 'extraction_other'].includes(finding)) gone.add(place)
    }
    expect(rows.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

describe('the demo clinic, on any day', () => {
  it.each(INSTANTS)('made at %s shows that day full and in every state, with nothing from the future', (instant) => {
    const rows = demoRows(new Date(instant), verifiers)
    const today = todayIn(ZONE, instant)
    const day = rows.appointments!.filter((row) => localOf(row.starts_at, ZONE).date === today)
    expect(day).toHaveLength(17)
    expect(new Set(day.map((row) => row.status))).toEqual(new Set(['completed', 'confirmed', 'pending', 'missed', 'cancelled']))
    expect(new Set(day.map((row) => row.flow))).toEqual(new Set(['none', 'arrived', 'in_chair', 'done']))
    for (const row of rows.appointments!) {
      for (const at of [row.created_at, row.updated_at, row.arrived_at, row.seated_at, row.dismissed_at, row.cancelled_at]) expect(at === null || at <= instant).toBe(true)
    }
    for (const table of ['chart_entries', 'payments', 'ledger_lines', 'stock_movements', 'patients', 'medical_alerts', 'intake_forms', 'history_reviews', 'consents'] as const) {
      expect(rows[table]!.filter((row: { created_at: string }) => row.created_at > instant)).toEqual([])
    }
    for (const row of rows.chart_entries!) expect(row.effective_date <= today).toBe(true)
  })

  it('has the same ids every time, and no id twice', () => {
    const ids = INSTANTS.map((instant) => {
      const rows = demoRows(new Date(instant), verifiers)
      return TABLE_NAMES.flatMap((table) => (rows[table] ?? []).map((row) => ('id' in row ? row.id : '')))
    })
    for (const other of ids) expect(other).toEqual(ids[0])
    const named = ids[0]!.filter(Boolean)
    expect(new Set(named).size).toBe(named.length)
    for (const id of named) expect(id).toMatch(/^019b76da-a800-7\d{3}|^019b76da-a800-7[0-9a-f]{3}-8000-/)
  })

  it('books nobody and no chair twice, and nobody over the midday break', () => {
    const { appointments } = demoRows(new Date(INSTANTS[0]!), verifiers)
    const taken = appointments!.filter((row) => row.status !== 'cancelled' && row.status !== 'missed')
    for (const key of ['dentist_id', 'operatory_id', 'patient_id'] as const) {
      const sorted = taken.toSorted((a, b) => `${a[key]}${a.starts_at}`.localeCompare(`${b[key]}${b.starts_at}`))
      for (const [index, row] of sorted.slice(1).entries()) expect(row[key] !== sorted[index]![key] || row.starts_at >= sorted[index]!.ends_at).toBe(true)
    }
    for (const row of appointments!) {
      const start = localOf(row.starts_at, ZONE).minute
      const end = localOf(row.ends_at, ZONE).minute
      expect(end <= 720 || start >= 780).toBe(true)
    }
  })
})
