import { describe, expect, it } from 'vitest'
import { planVisits, lastVisits } from './appointments.ts'
import type { Booked } from './appointments.ts'
import { planCatalogue } from './catalogue.ts'
import { appointmentRecord, parseApexo, patientRecord, readList, staffRecord, treatmentRecord } from './file.ts'
import { planPeople } from './patients.ts'

const CLINIC = '01930000-0000-7000-8000-000000000001'
const origin = { source: 'apexo', clinicId: CLINIC, now: '2026-11-20T04:00:00.000Z' }
const DAY = '2020-03-10'

const catalogueOf = (staff: object[], treatments: object[], existing: Partial<Parameters<typeof planCatalogue>[2]> = {}) =>
  planCatalogue(readList(staff, 'staff', staffRecord), readList(treatments, 'treatment', treatmentRecord), {
    ids: new Set(), usernames: new Set(), people: new Set(), serviceCodes: new Set(), roles: { dentist: 'role-dentist', receptionist: 'role-receptionist' }, ...existing,
  }, origin)

const peopleOf = (patients: unknown[], existing: Partial<Parameters<typeof planPeople>[1]> = {}) =>
  planPeople(readList(patients, 'patient', patientRecord), { ids: new Map(), patients: [], ...existing }, () => DAY, origin)

const catalogue = catalogueOf([{ _id: 'dentist', name: 'Dr. Ana Cruz', operates: true }, { _id: 'desk', name: 'Ben Tai', operates: false }], [{ _id: 'rct', type: 'RCT 1 Canal' }])
const visitsOf = (appointments: unknown[], more: { ids?: string[]; booked?: Booked[] } = {}) =>
  planVisits(readList(appointments, 'appointment', appointmentRecord), {
    catalogue, patientIds: new Map([['p1', 'patient-1'], ['p2', 'patient-2']]), existing: { ids: new Set(more.ids), booked: more.booked ?? [] },
    locationId: 'location', timezone: 'Asia/Manila', origin,
  })
const visit = (more: object = {}) => ({ _id: 'a1', treatmentID: 'rct', patientID: 'p1', date: Date.parse('2020-03-09T21:00:00Z'), staffID: ['dentist'], isDone: true, finalPrice: 0, paidAmount: 0, ...more })

describe('an Apexo file', () => {
  it.each([['broken', '{"staff": ['], ['another list', '[]'], ['other JSON', '{"patients": []}'], ['words', 'hello']])('is refused when it is %s, without repeating it', (_, text) => {
    expect(() => parseApexo(text)).toThrow(/^(The file is not readable JSON|This is not an Apexo export)/)
  })

  it('may lack the lists that are not imported, and may begin with a byte order mark', () => {
    expect(parseApexo('\uFEFF{"staff":[],"treatments":[],"patients":[],"appointments":[]}').orthoCases).toEqual([])
  })

  it('loses the one character that a database cannot store', () => {
    expect(parseApexo('{"staff":["a\\u0000b"],"treatments":[],"patients":[],"appointments":[]}').staff).toEqual(['ab'])
  })

  it('has records that are read one by one, the faulty ones named by their fields', () => {
    const list = readList([{ _id: 'a', type: 'X' }, { type: 'secret' }, 7, { _id: 'a', type: 'Y' }], 'treatment', treatmentRecord)
    expect(list.map((item) => (item.ok ? item.value.type : item.reason))).toEqual([
      'X', 'The record cannot be read: id.', 'The record cannot be read: the whole record.', 'The id stands in the file twice.',
    ])
    expect(list.map((item) => item.where)).toEqual(['treatment 1 (a)', 'treatment 2', 'treatment 3', 'treatment 4 (a)'])
  })
})

describe('staff and treatments', () => {
  it('become people who cannot sign in and services without a price', () => {
    expect(catalogue.users).toMatchObject([
      { username: 'dr.ana.cruz', display_name: 'Dr. Ana Cruz', role_id: 'role-dentist', is_dentist: true, is_active: false },
      { username: 'ben.tai', role_id: 'role-receptionist', is_dentist: false, is_active: false },
    ])
    expect(catalogue.services).toMatchObject([{ name: 'RCT 1 Canal', code: 'APX-RCT', category: 'endodontics', finding: 'root_canal', price_centavos: 0 }])
  })

  it('keep their ids from run to run, so that a renamed person is matched', () => {
    const ids = new Set([...catalogue.users, ...catalogue.services].map((row) => row.id))
    const again = catalogueOf([{ _id: 'dentist', name: 'Renamed', operates: true }], [{ _id: 'rct', type: 'RCT' }], { ids })
    expect([again.users, again.services]).toEqual([[], []])
    expect(again.findings.map((finding) => finding.outcome)).toEqual(['matched', 'matched'])
    expect(again.staff.get('dentist')?.id).toBe(catalogue.users[0]?.id)
  })

  it('give way to names and codes that are taken, and are marked when a person has the same name', () => {
    const taken = catalogueOf([{ _id: 'x', name: 'Ben Tai' }], [{ _id: 'rct', type: 'Bleaching' }], {
      usernames: new Set(['ben.tai']), people: new Set(['ben tai']), serviceCodes: new Set(['APX-RCT']),
    })
    expect(taken.users[0]?.username).toBe('ben.tai.2')
    expect(taken.services[0]).toMatchObject({ code: 'APX-RCT-2', category: 'other', finding: null })
    expect(taken.findings[0]).toMatchObject({ outcome: 'created', review: true, reason: 'A person of the clinic has the same name.' })
  })
})

describe('patients', () => {
  const born = (birthYear: unknown) => peopleOf([{ _id: 'p', name: 'Ana Cruz', birthYear }]).create[0]?.patient

  it('never get a birth date from a year or an age', () => {
    expect(born(1960)).toMatchObject({ birth_date: null, notes: 'Born in 1960; the day is not known.' })
    expect(born(16)).toMatchObject({ birth_date: null, notes: 'Age when registered in Apexo: 16. The birth date is not known.' })
    expect(born(0)).toMatchObject({ birth_date: null, notes: '' })
    expect(born(500)).toMatchObject({ birth_date: null, notes: '' })
  })

  it('have their one name taken apart at the last word', () => {
    const names = peopleOf([{ _id: '1', name: 'Maria Santos Reyes' }, { _id: '2', name: 'R' }, { _id: '3', name: 'Dela Cruz, Ana' }]).create.map(({ patient }) => [patient.last_name, patient.first_name])
    expect(names).toEqual([['Reyes', 'Maria Santos'], ['R', '-'], ['Dela Cruz', 'Ana']])
  })

  it('of the same name are all created and marked for review', () => {
    const plan = peopleOf([{ _id: '1', name: 'R' }, { _id: '2', name: 'r ' }, { _id: '3', name: 'S' }])
    expect(plan.create).toHaveLength(3)
    expect(plan.findings.map((finding) => finding.review)).toEqual([true, true, false])
    expect(plan.findings[0]?.reason).toContain('1 more in the file with the same name.')
  })

  it('are marked for review when name and phone are those of a patient of the clinic', () => {
    const plan = peopleOf([{ _id: '1', name: 'Ana Cruz', phone: '+63 917 123 4567' }], { patients: [{ last_name: 'CRUZ', first_name: 'ana', birth_date: null, phone: '09171234567' }] })
    expect(plan.findings[0]).toMatchObject({ outcome: 'created', review: true })
  })

  it('bring tags, labels, medical history and teeth along', () => {
    const [person] = peopleOf([{
      _id: 'p', name: 'A B', tags: 'vip', labels: [{ text: 'ortho' }, { text: 'friend' }], medicalHistory: ['asthma', ' '], email: 'nonsense',
      teeth: [{ ISO: 35, condition: 'filled', notes: ['old'] }, { ISO: 45, condition: 'missing', notes: [] }, { ISO: 11, condition: 'compromised' }],
    }]).create
    expect(person?.patient).toMatchObject({ notes: 'Tags: vip\nLabels: ortho, friend\nE-mail as imported: nonsense', email: '' })
    expect(person?.alerts).toMatchObject([{ kind: 'condition', label: 'asthma' }])
    expect(person?.chart).toMatchObject([
      { tooth: '35', layer: 'existing', finding: 'filling', note: 'Apexo: filled. old', effective_date: DAY, legacy_id: 'p:35' },
      { tooth: '45', layer: 'condition', finding: 'missing_other', note: 'Apexo: cause not recorded' },
      { tooth: '11', layer: 'condition', finding: 'watch', note: 'Apexo: compromised' },
    ])
  })

  it('lose a tooth that is none, and say so', () => {
    const teeth = [{ ISO: 99, condition: 'filled' }, { ISO: 11, condition: 'toString' }, { ISO: 12, condition: 'sound' }, { ISO: 12, condition: 'endo' }, 'x']
    const { findings, create } = peopleOf([{ _id: 'p', name: 'A B', teeth }])
    expect(create[0]?.chart.map((entry) => entry.tooth)).toEqual(['12'])
    expect(findings.filter((finding) => finding.outcome === 'rejected').map((finding) => finding.reason)).toEqual([
      'That is not a tooth of ISO 3950.', 'The condition is not known.', 'The tooth is described twice.', 'That is not a tooth of ISO 3950.',
    ])
  })

  it('are matched by their id', () => {
    const plan = peopleOf([{ _id: 'p', name: 'A B', teeth: [{ ISO: 11, condition: 'endo' }] }], { ids: new Map([['p', 'known']]) })
    expect(plan.create).toEqual([])
    expect(plan.ids.get('p')).toBe('known')
  })
})

describe('visits', () => {
  it('keep dentist, treatment, day and money; units become centavos', () => {
    const [planned] = visitsOf([visit({ finalPrice: 41, paidAmount: 20.5, involvedTeeth: [24, 25], notes: 'careful' })]).create
    expect(planned?.appointment).toMatchObject({
      patient_id: 'patient-1', dentist_id: catalogue.users[0]?.id, service_id: catalogue.services[0]?.id, operatory_id: null, starts_at: '2020-03-09T21:00:00.000Z',
      ends_at: '2020-03-09T21:30:00.000Z', status: 'completed', flow: 'done', notes: 'careful\nTeeth: 24, 25', legacy_source: 'apexo', legacy_id: 'a1',
    })
    expect(planned?.payment).toMatchObject({ amount_centavos: 2050, received_on: '2020-03-10', method: 'other', number: 'APEXO-a1' })
    expect(planned?.lines).toMatchObject([
      { kind: 'charge', amount_centavos: 4100, entry_date: '2020-03-10', description: 'RCT 1 Canal, tooth 24, 25', legacy_id: 'a1:charge' },
      { kind: 'payment', amount_centavos: -2050, payment_id: planned?.payment?.id, legacy_id: 'a1:payment' },
    ])
  })

  it('of nothing bring no money', () => {
    expect(visitsOf([visit()]).create[0]).toMatchObject({ payment: null, lines: [] })
  })

  it('whose patient is not in the file are reported and not created', () => {
    const plan = visitsOf([visit({ patientID: 'nobody', staffID: [], finalPrice: 50 })])
    expect(plan.create).toEqual([])
    expect(plan.findings).toMatchObject([{ outcome: 'orphaned', reason: 'The patient is not in the file. No staff is named.' }])
  })

  it('without known treatment or staff are created and say so', () => {
    const plan = visitsOf([visit({ treatmentID: 'gone', staffID: ['nobody', 'desk'] })])
    expect(plan.create[0]?.appointment).toMatchObject({ service_id: null, dentist_id: null })
    expect(plan.findings[0]).toMatchObject({ outcome: 'created', reason: 'The treatment is not in the file. A member of staff is not in the file.' })
  })

  it('are missed when they are over and were not done, pending when they are to come', () => {
    const future = Date.parse('2027-01-04T01:00:00Z')
    const statuses = visitsOf([visit({ _id: '1', isDone: false }), visit({ _id: '2', isDone: false, date: future })]).create.map(({ appointment }) => [appointment.status, appointment.allows_overlap])
    expect(statuses).toEqual([['missed', true], ['pending', false]])
  })

  it('of the past may lie over one another; those to come are marked when they do', () => {
    const future = Date.parse('2027-01-04T01:00:00Z')
    const plan = visitsOf([
      visit({ _id: '1' }), visit({ _id: '2', patientID: 'p2' }),
      visit({ _id: '3', isDone: false, date: future }), visit({ _id: '4', isDone: false, date: future, patientID: 'p2' }), visit({ _id: '5', isDone: false, date: future + 30 * 60_000 }),
    ])
    expect(plan.create.map(({ appointment }) => appointment.overlap_reason)).toEqual(['Imported history', 'Imported history', null, 'Imported history', null])
  })

  it('to come give way to what the clinic has booked already', () => {
    const starts = '2027-01-04T01:00:00.000Z'
    const booked = [{ patient_id: 'patient-1', dentist_id: 'other', starts_at: starts, ends_at: '2027-01-04T01:10:00.000Z' }]
    expect(visitsOf([visit({ isDone: false, date: Date.parse(starts) })], { booked }).create[0]?.appointment.allows_overlap).toBe(true)
  })

  it('are rejected with impossible dates or amounts', () => {
    const plan = visitsOf([visit({ _id: '1', date: -5 }), visit({ _id: '2', finalPrice: -1 }), visit({ _id: '3', paidAmount: 1.005 }), visit({ _id: '4', date: 'soon' })])
    expect(plan.findings.map((finding) => finding.reason)).toEqual(['date', 'finalPrice', 'paidAmount', 'date'].map((field) => `The record cannot be read: ${field}.`))
  })

  it('are matched by their id', () => {
    expect(visitsOf([visit()], { ids: ['a1'] })).toMatchObject({ create: [], findings: [{ outcome: 'matched' }] })
  })

  it('tell when a patient was last seen, on the calendar of the clinic', () => {
    const list = readList([visit({ _id: '1' }), visit({ _id: '2', date: Date.parse('2019-01-01T00:00:00Z') }), visit({ _id: '3', isDone: false, date: Date.parse('2021-01-01T00:00:00Z') })], 'appointment', appointmentRecord)
    expect(lastVisits(list, origin.now, 'Asia/Manila')).toEqual(new Map([['p1', '2020-03-10']]))
  })
})
