import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../../shared/schema/index.ts'
import { createReplica, ownRows, stored } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { minutes, uid } from '../../../tests/support/world.ts'
import { putRow } from '../sync/rebase.ts'
import { search } from './patient-search.ts'

const NAMES = [
  ['Ibañez', 'Cecilia', 'Pascual'], ['Pascual', 'Joshua', 'Lim'], ['dela Cruz', 'Juan', 'Santos'], ['Cruz', 'Benito', ''],
  ['Santacruz', 'Alma', ''], ['Zamora', 'Cruzita', ''], ['Ñandú', 'Maria', 'Cruz'], ['Obrero', 'Lito', ''],
] as const

let replica: TestReplica
beforeAll(() => {
  const rows = ownRows()
  const [someone] = rows.patients as [Row<'patients'>]
  rows.patients = NAMES.map(([last_name, first_name, middle_name], index) => ({
    ...someone, id: `019b76da-a800-7fff-8000-${String(index).padStart(12, '0')}`, last_name, first_name, middle_name, chart_number: `T-${index}`, email: '',
  }))
  replica = createReplica({ ...rows, appointments: [], medical_alerts: [] })
})
afterAll(() => replica.close())

const found = (text: string, limit = 12) => search(replica.db, { text, limit, now: '2026-11-20T01:00:00.000Z' }).map((hit) => hit.name)

describe('the order of what a search finds', () => {
  it('puts a family name before the same word as a middle name', () => {
    expect(found('pascual')).toEqual(['Pascual, Joshua Lim', 'Ibañez, Cecilia Pascual'])
  })

  it('puts names that begin so before words within the name, and the middle of a word last', () => {
    expect(found('cruz')).toEqual(['Cruz, Benito', 'dela Cruz, Juan Santos', 'Ñandú, Maria Cruz', 'Zamora, Cruzita', 'Santacruz, Alma'])
  })

  it('keeps the best when there is room for few', () => {
    expect(found('cruz', 1)).toEqual(['Cruz, Benito'])
  })

  it('finds tokens in any order and begins with who bears one of them as family name', () => {
    expect(found('maria ñandu')).toEqual(['Ñandú, Maria Cruz'])
  })

  it('lists everybody by name as people read it, small letters and ñ in their places', () => {
    expect(found('')).toEqual(['Cruz, Benito', 'dela Cruz, Juan Santos', 'Ibañez, Cecilia Pascual', 'Ñandú, Maria Cruz', 'Obrero, Lito', 'Pascual, Joshua Lim', 'Santacruz, Alma', 'Zamora, Cruzita'])
  })
})

describe('a patient who was withdrawn', () => {
  const withdraw = (at: string | null) => replica.db.prepare(`update patients set deleted_at = ? where last_name = 'Obrero'`).run(at)

  it('is not found, does not use up the limit, and is found again when the withdrawal is undone', () => {
    withdraw('2026-11-20T00:30:00.000Z')
    expect(found('obrero')).toEqual([])
    expect(found('', 5).at(-1)).toBe('Pascual, Joshua Lim')
    withdraw(null)
    expect(found('obrero')).toEqual(['Obrero, Lito'])
    expect(found('', 5).at(-1)).toBe('Obrero, Lito')
  })

  it('is not found either when the row comes from the centre withdrawn', () => {
    const gone = { ...stored(replica.db, 'patients').find((row) => row['last_name'] === 'Zamora')!, id: uid(700), last_name: 'Gonebefore', deleted_at: minutes(1) }
    putRow(replica.db, 'patients', gone)
    expect(found('gonebefore')).toEqual([])
    putRow(replica.db, 'patients', { ...gone, deleted_at: null })
    expect(found('gonebefore')).toEqual(['Gonebefore, Cruzita'])
    putRow(replica.db, 'patients', gone)
    expect(found('gonebefore')).toEqual([])
  })
})
