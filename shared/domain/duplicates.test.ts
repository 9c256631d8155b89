import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { jaroWinkler, likeness, nameLikeness } from './duplicates.ts'
import type { Identity } from './duplicates.ts'

const person = (last_name: string, first_name: string, more: Partial<Identity> = {}): Identity => ({ last_name, first_name, suffix: '', birth_date: null, phone: '', email: '', ...more })
const born = { birth_date: '1985-03-04' }

describe('names of one person', () => {
  it.each([
    ['Dela Cruz', 'Juan', 'De la Cruz', 'Juan'], ['dela Cruz', 'Juan', 'DELACRUZ', 'JUAN'], ['Muñoz', 'Ana Liza', 'Munoz', 'Analiza'], ['Peña', 'José', 'PEÑA', 'Jose'],
    ['Delos Santos', 'Ma. Teresa', 'De los Santos', 'Maria Teresa'], ['Cruz', 'Juan', 'dela Cruz', 'Juan'], ['Sta. Ana', 'Rosa', 'Santa Ana', 'Rosa'], ['Ibañez', 'Cecilia', 'Ibanes', 'Cecilia'],
    ['Villanueva', 'Princess Joy', 'Villanueva', 'Princess'], ['Reyes Jr', 'Danilo', 'Reyes', 'Danilo'], ['Macapagal', 'Rowena', 'Macapagal', 'Rowina'],
  ])('%s, %s is found again as %s, %s with the same birth date', (last, first, otherLast, otherFirst) => {
    expect(likeness(person(last, first, born), person(otherLast, otherFirst, born))).toMatchObject({ agrees: ['birth_date'] })
  })

  it('are found with family and given name in each other\'s field', () => {
    expect(likeness(person('Santos', 'Nora', born), person('Nora', 'Santos', born))).not.toBeNull()
  })

  it('are found by phone however it is written, and by e-mail', () => {
    expect(likeness(person('Uy', 'Katrina', { phone: '0917 555 0101' }), person('Uy', 'Katrina', { phone: '+63 (917) 555-0101' }))?.agrees).toEqual(['phone'])
    expect(likeness(person('Uy', 'Katrina', { email: 'Kat@Example.ph' }), person('Uy', 'Catrina', { email: 'kat@example.ph ' }))?.agrees).toEqual(['email'])
  })

  it('are found with day and month the wrong way round, or one digit mistyped', () => {
    expect(likeness(person('Lim', 'Patricia', born), person('Lim', 'Patricia', { birth_date: '1985-04-03' }))?.agrees).toEqual(['birth_date_near'])
    expect(likeness(person('Lim', 'Patricia', born), person('Lim', 'Patricia', { birth_date: '1986-03-04' }))?.agrees).toEqual(['birth_date_near'])
  })
})

describe('two persons', () => {
  it('are not one for their names alone, nor for a birth date alone', () => {
    expect(likeness(person('Cruz', 'Juan'), person('Cruz', 'Juan'))).toBeNull()
    expect(likeness(person('Cruz', 'Juan', born), person('Reyes', 'Pedro', born))).toBeNull()
    expect(likeness(person('Cruz', 'Juan', { phone: '123' }), person('Cruz', 'Juan', { phone: '123' }))).toBeNull()
  })

  it('with the phone of the family are told apart by given name and birth date', () => {
    const phone = '0917 555 0101'
    expect(likeness(person('Cruz', 'Maria', { phone, birth_date: '2010-01-01' }), person('Cruz', 'Mario', { phone, birth_date: '2013-07-20' }))).toBeNull()
    expect(likeness(person('Cruz', 'Maria', { phone }), person('Cruz', 'Benito', { phone }))).toBeNull()
  })

  it('with the suffixes of father and son are two, whatever they share', () => {
    const phone = '0917 555 0101'
    expect(likeness(person('dela Cruz', 'Juan', { suffix: 'Jr.', phone }), person('dela Cruz', 'Juan', { suffix: 'Sr', phone }))).toBeNull()
    expect(likeness(person('dela Cruz', 'Juan', { suffix: 'III', ...born }), person('dela Cruz Jr', 'Juan', born))).toBeNull()
    expect(likeness(person('dela Cruz', 'Juan', { suffix: 'Jr', phone, birth_date: '1992-06-24' }), person('dela Cruz', 'Juan', { phone, birth_date: '1960-01-09' }))).toBeNull()
  })

  it('born on one day under one name and phone look like one: twins need a reason', () => {
    expect(likeness(person('Reyes', 'Mark', { ...born, phone: '0917 555 0101' }), person('Reyes', 'Mary', { ...born, phone: '0917 555 0101' }))).not.toBeNull()
  })
})

describe('the likeness of words', () => {
  it('is that of the published examples', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4)
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4)
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4)
    expect(jaroWinkler('abc', 'xyz')).toBe(0)
    expect(jaroWinkler('', '')).toBe(0)
  })

  it('is the same both ways', () => {
    expect(nameLikeness(person('Dela Cruz', 'Juan Carlos'), person('Cruz', 'Juan'))).toBe(nameLikeness(person('Cruz', 'Juan'), person('Dela Cruz', 'Juan Carlos')))
  })
})

const FILE = path.resolve(import.meta.dirname, '../../../shared/data/synthea-patients.csv')

describe.skipIf(!existsSync(FILE))('293 people of a real file', () => {
  const people = existsSync(FILE) ? readFileSync(FILE, 'utf8').replace(/^\uFEFF/, '').trim().split(/\r?\n/).slice(1).map((line) => line.split(',')).map(([, last = '', first = '', birth = '', , phone = '']) => person(last, first, { birth_date: birth, phone })) : []

  it('are each found again when typed in capitals with the phone alone', () => {
    const lost = people.filter((each) => likeness(each, { ...each, last_name: each.last_name.toUpperCase(), first_name: each.first_name.toUpperCase(), birth_date: null }) === null)
    expect(people).toHaveLength(293)
    expect(lost).toEqual([])
  })

  it('are nearly never taken for each other', () => {
    const pairs = people.flatMap((a, index) => people.slice(index + 1).filter((b) => likeness(a, b) !== null).map((b) => `${a.last_name} / ${b.last_name}`))
    expect(pairs).toEqual([])
  })
})
