import { expect, it } from 'vitest'
import { samplePatient } from '../../testing/samples.ts'
import { adopted, agreeing, differing, sideOf } from './choices.ts'

const into = samplePatient({ last_name: 'Reyes', first_name: 'Ana', phone: '0917 555 0101', email: '', birth_date: '1985-03-04', city: ' Pasig ', sex: 'unknown', notes: 'Mornings' })
const from = samplePatient({ last_name: 'Reyes', first_name: 'Anna', phone: '', email: 'ana@example.ph', birth_date: '1985-03-04', city: 'Pasig', sex: 'female', notes: 'Evenings' })

it('lists the fields that differ, and not what differs by a blank only', () => {
  expect(differing(into, from)).toEqual(['first_name', 'sex', 'phone', 'email', 'notes'])
  expect(agreeing(into, from)).toEqual(expect.arrayContaining(['last_name', 'birth_date', 'city']))
})

it('keeps the value of the record that stays, and fills what it does not have from the other', () => {
  expect(differing(into, from).map((field) => sideOf(field, into, from, {}))).toEqual(['into', 'from', 'into', 'from', 'into'])
})

it('takes over what was chosen, each with the value that stood before', () => {
  expect(adopted(into, from, { notes: 'from', email: 'into' })).toEqual([
    { field: 'sex', from: 'unknown', to: 'female' },
    { field: 'notes', from: 'Mornings', to: 'Evenings' },
  ])
})
