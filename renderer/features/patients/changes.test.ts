import { describe, expect, it } from 'vitest'
import { samplePatient } from '../testing/samples.ts'
import { changesBetween, errorsOf, follow, valuesOf } from './changes.ts'

const seen = samplePatient()
const typed = valuesOf(seen)

describe('what the edit form sends', () => {
  it('is nothing while nothing was changed', () => {
    expect(changesBetween(seen, typed)).toEqual([])
  })

  it('is only the changed fields, each with what was seen and what was typed', () => {
    expect(changesBetween(seen, { ...typed, phone: ' 0999 000 1111 ', sex: 'male' })).toEqual([
      { field: 'sex', from: 'female', to: 'male' },
      { field: 'phone', from: '0917 123 4567', to: '0999 000 1111' },
    ])
  })

  it('makes a cleared birth date null and reads a date in any usual form', () => {
    expect(changesBetween(seen, { ...typed, birth_date: '' })).toEqual([{ field: 'birth_date', from: '1990-05-01', to: null }])
    expect(changesBetween(seen, { ...typed, birth_date: '3/4/85' })).toEqual([{ field: 'birth_date', from: '1990-05-01', to: '1985-03-04' }])
    expect(changesBetween(seen, { ...typed, birth_date: '1 May 1990' })).toEqual([])
  })

  it('does not count the blanks around an imported value as an edit', () => {
    const imported = samplePatient({ city: 'Cebu ' })
    expect(changesBetween(imported, valuesOf(imported))).toEqual([])
  })
})

describe('what is wrong with the form', () => {
  it('is said in the words of the schema', () => {
    expect(errorsOf({ ...typed, last_name: ' ', email: 'ana@' })).toEqual({ last_name: 'The family name is missing.', email: 'That is not an e-mail address.' })
  })

  it('tells an impossible date from a missing one', () => {
    expect(errorsOf({ ...typed, birth_date: 'last week' }).birth_date).toMatch(/no date/)
    expect(errorsOf({ ...typed, birth_date: '' })).toEqual({})
  })
})

describe('a form whose row changes underneath it', () => {
  const edited = { ...typed, phone: '0999' }

  it('follows the row in fields that were not touched', () => {
    const now = samplePatient({ city: 'Manila' })
    const after = follow(seen, edited, now)
    expect(after.typed.city).toBe('Manila')
    expect(after.conflicts).toEqual([])
    expect(changesBetween(after.seen, after.typed)).toEqual([{ field: 'phone', from: '0917 123 4567', to: '0999' }])
  })

  it('keeps what was typed and what had been seen where both changed', () => {
    const after = follow(seen, edited, samplePatient({ phone: '0888' }))
    expect(after.conflicts).toEqual(['phone'])
    expect(changesBetween(after.seen, after.typed)).toEqual([{ field: 'phone', from: '0917 123 4567', to: '0999' }])
  })

  it('sees no conflict when the other desk typed the same', () => {
    expect(follow(seen, edited, samplePatient({ phone: '0999' })).conflicts).toEqual([])
  })
})
