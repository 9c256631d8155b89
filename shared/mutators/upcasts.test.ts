import { afterEach, describe, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../schema/index.ts'
import { mutators } from './index.ts'
import { UPCASTS, upcast } from './upcasts.ts'

const known = [...UPCASTS]
afterEach(() => void UPCASTS.splice(0, Infinity, ...known))

const ID = '01935b8c-0000-7000-8000-00000000000a'
const AT = '2026-11-20T01:00:00.000Z'
const slot = { locationId: ID, operatoryId: ID, dentistId: ID, startsAt: AT, endsAt: '2026-11-20T01:30:00.000Z' }

/** Inputs as programs of the schema made them, of every mutator whose input was changed since. */
const FORMS: [schema: number, name: string, input: unknown][] = [
  [1, 'appointment.book', { id: ID, patientId: ID, serviceId: null, notes: '', ...slot }],
  [1, 'appointment.move', { id: ID, ...slot }],
  [1, 'patient.create', { id: ID, last_name: 'Cruz', first_name: 'Ana', middle_name: '', suffix: '', birth_date: null, sex: 'unknown', phone: '', email: '', street: '', barangay: '', city: '', province: '', postal_code: '', emergency_name: '', emergency_phone: '', notes: '' }],
  [1, 'treatment.complete', { id: ID, patientId: ID, tooth: '16', surfaces: 'O', note: '', serviceId: ID, dentistId: ID, appointmentId: null, effectiveDate: '2026-11-20', priceCentavos: 1000 }],
  [1, 'settings.saveClinic', { name: 'Clinic', slotMinutes: 10, locationId: ID, street: '', barangay: '', city: '', province: '', phone: '', tin: '' }],
  [2, 'settings.saveClinic', { name: 'Clinic', slotMinutes: 10, historyReviewMonths: 6, locationId: ID, street: '', barangay: '', city: '', province: '', phone: '', tin: '' }],
  [2, 'intake.record', { id: ID, patientId: ID, version: 1, alerts: [], changes: [], answers: { history: '', allergies: [], medications: [], conditions: [], otherConditions: '', emergency: { name: '', relation: '', phone: '' }, insurance: { provider: '', memberNumber: '', principal: '' }, concerns: '', preferredDentistId: null, answeredBy: '' } }],
]

describe('what a program of an older schema made', () => {
  it.each(FORMS)('of schema %i as %s is read by this one', (schema, name, input) => {
    const said = upcast({ name, input }, schema)
    const read = mutators.get(said.name)?.input.safeParse(said.input)
    expect(read?.error?.issues ?? (read ? [] : ['no such mutator'])).toEqual([])
  })
})

describe('a step of an upcast', () => {
  const rename = { name: 'patient.phone', until: 2, to: (input: unknown) => ({ name: 'patient.edit', input: { ...(input as object), renamed: true } }) }

  it('is taken by what was made before the change, and by nothing made after it', () => {
    UPCASTS.push(rename)
    expect(upcast({ name: 'patient.phone', input: { id: 1 } }, 2)).toEqual({ name: 'patient.edit', input: { id: 1, renamed: true } })
    expect(upcast({ name: 'patient.phone', input: { id: 1 } }, 3)).toEqual({ name: 'patient.phone', input: { id: 1 } })
  })

  it('leads on to the next one, under the new name, until today\'s form is reached', () => {
    UPCASTS.push(rename, { name: 'patient.edit', until: 4, to: (input) => ({ input: { ...(input as object), four: true } }) })
    expect(upcast({ name: 'patient.phone', input: {} }, 1)).toEqual({ name: 'patient.edit', input: { renamed: true, four: true } })
    expect(upcast({ name: 'patient.edit', input: {} }, 3)).toEqual({ name: 'patient.edit', input: { four: true } })
  })

  it('leaves everything else of the write as it is, and the write itself untouched', () => {
    UPCASTS.push(rename)
    const made = { seq: 7, id: ID, name: 'patient.phone', input: {}, actor: ID, at: AT }
    expect(upcast(made, 1)).toEqual({ ...made, name: 'patient.edit', input: { renamed: true } })
    expect(made).toEqual({ seq: 7, id: ID, name: 'patient.phone', input: {}, actor: ID, at: AT })
  })

  it('that fails over what it gets leaves that as it was, to be refused for its form', () => {
    UPCASTS.push({ name: 'patient.phone', until: 2, to: (input) => ({ input: (input as { numbers: string[] }).numbers.join() }) })
    expect(upcast({ name: 'patient.phone', input: null }, 1)).toEqual({ name: 'patient.phone', input: null })
  })

  it('stands in the order of the schemas and below this one, so that each is reached', () => {
    const untils = known.map(({ until }) => until)
    expect(untils).toEqual(untils.toSorted((a, b) => a - b))
    expect(untils.filter((until) => until >= SCHEMA_VERSION)).toEqual([])
  })
})
