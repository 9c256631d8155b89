import { describe, expect, it } from 'vitest'
import { guessName } from './guess-name.ts'

describe('what was typed into the search, as a new patient', () => {
  it.each([
    ['maria santos', 'Santos', 'Maria'],
    ['Dela Cruz, Juan Carlos', 'Dela Cruz', 'Juan Carlos'],
    ['juan dela cruz', 'Dela Cruz', 'Juan'],
    ['ana maria de los santos', 'De Los Santos', 'Ana Maria'],
    ['peña', 'Peña', ''],
    ['MacArthur, Jo', 'MacArthur', 'Jo'],
  ])('reads %s as family name %s', (typed, lastName, firstName) => {
    expect(guessName(typed)).toMatchObject({ lastName, firstName })
  })

  it('takes digits for a phone number and a day for the birth date', () => {
    expect(guessName('0917 555 0101')).toEqual({ lastName: '', firstName: '', phone: '0917 555 0101', birthDate: null })
    expect(guessName('mar 4 1985')).toMatchObject({ lastName: '', birthDate: '1985-03-04' })
  })

  it('loses no word', () => {
    const typed = 'maria clara de la paz'
    const { firstName, lastName } = guessName(typed)
    expect(`${firstName} ${lastName}`.toLowerCase()).toBe(typed)
  })
})
