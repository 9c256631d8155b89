import { describe, expect, it } from 'vitest'
import { EMPTY_INTAKE } from '../../../shared/domain/intake.ts'
import type { HistoryView } from '../../../shared/protocol/views.ts'
import type { IntakeAnswers } from '../../../shared/schema/tables/intake.ts'
import { PATIENT, sampleId, samplePatient } from '../testing/samples.ts'
import { problemsOf, proposedAlerts, readForm, recordInput, startForm, tidyAnswers, wantAlert } from './form.ts'
import type { IntakeForm } from './form.ts'

const NOTHING: IntakeAnswers = { ...EMPTY_INTAKE, noneKnown: ['allergies', 'medications', 'conditions'] }
const form = (answers: Partial<IntakeAnswers> = {}): IntakeForm => ({ baseId: null, answers: { ...NOTHING, ...answers }, skipped: [] })
const version = (answers: Partial<IntakeAnswers>): HistoryView['forms'][number] => ({ id: sampleId(70), clinic_id: sampleId(1), created_at: '2026-01-05T01:00:00.000Z', patient_id: PATIENT, form_version: 2, answers: { ...NOTHING, ...answers }, recorded_by: null, byName: null })

describe('a form of the medical history', () => {
  it('starts from the version before, asks anew what brings the patient and who answers, and takes the contact of the record', () => {
    const patient = samplePatient({ emergency_name: 'Luz', emergency_phone: '0918 555 0000', emergency_relation: 'aunt' })
    const { baseId, answers } = startForm(version({ allergies: [{ label: 'Latex', note: '' }], concerns: 'Toothache', answeredBy: 'Mother', emergency: { name: 'Old', relation: '', phone: '1' } }), patient)
    expect(baseId).toBe(sampleId(70))
    expect(answers).toMatchObject({ allergies: [{ label: 'Latex', note: '' }], concerns: '', answeredBy: '', emergency: { name: 'Luz', relation: 'aunt', phone: '0918 555 0000' } })
    expect(startForm(undefined, samplePatient()).answers.noneKnown).toEqual([])
  })

  it('is not complete before everything was asked', () => {
    expect(Object.keys(problemsOf(EMPTY_INTAKE, 40))).toEqual(['allergies', 'medications', 'conditions'])
    expect(problemsOf(NOTHING, 40)).toEqual({})
    expect(problemsOf({ ...EMPTY_INTAKE, allergies: [{ label: 'Latex', note: '' }], medications: [{ label: 'Aspirin', note: '' }], otherConditions: 'Gout' }, 40)).toEqual({})
  })

  it('names what is half answered beside its field', () => {
    const half = { ...NOTHING, allergies: [{ label: 'Latex', note: '' }, { label: ' ', note: 'hives' }], emergency: { name: 'Luz', relation: '', phone: '' }, insurance: { provider: '', memberNumber: '7', principal: '' } }
    expect(Object.keys(problemsOf(half, 40)).sort()).toEqual(['allergies.1', 'emergency.phone', 'insurance.provider'])
    expect(problemsOf({ ...NOTHING, emergency: { name: '', relation: '', phone: '12345' } }, 40)).toMatchObject({ 'emergency.name': 'Say who it is.', 'emergency.phone': 'A phone number has at least seven digits.' })
  })

  it('of a child is answered by somebody with a name', () => {
    expect(Object.keys(problemsOf(NOTHING, 17))).toEqual(['answeredBy'])
    expect(problemsOf({ ...NOTHING, answeredBy: 'Maricel' }, 17)).toEqual({})
    expect(problemsOf(NOTHING, null)).toEqual({})
  })

  it('is kept without empty rows and without a "none" beside what was named', () => {
    expect(tidyAnswers({ ...NOTHING, allergies: [{ label: ' Latex ', note: '' }, { label: '', note: ' ' }] })).toMatchObject({ allergies: [{ label: 'Latex', note: '' }], noneKnown: ['medications', 'conditions'] })
  })

  it('adds the alerts it calls for, but not those that stand or are not wanted', () => {
    const filled = form({ allergies: [{ label: 'Latex', note: '' }, { label: 'Ibuprofen', note: '' }], conditions: ['diabetes'] })
    const chosen = wantAlert(filled, 'Diabetes', false)
    expect(proposedAlerts(chosen, [{ label: 'LATEX' }]).map(({ label, isWanted }) => `${label} ${isWanted}`)).toEqual(['Ibuprofen true', 'Diabetes false'])
    expect(recordInput(chosen, samplePatient(), [{ label: 'LATEX' }]).alerts).toMatchObject([{ label: 'Ibuprofen', severity: 'critical' }])
    expect(wantAlert(chosen, 'diabetes', true).skipped).toEqual([])
  })

  it('brings a changed contact into the record, and never empties it', () => {
    const patient = samplePatient({ emergency_name: 'Luz', emergency_phone: '0918 555 0000', emergency_relation: 'aunt' })
    expect(recordInput(form({ emergency: { name: 'Luz', relation: 'aunt', phone: '0918 555 1111 ' } }), patient, []).changes).toEqual([{ field: 'emergency_phone', from: '0918 555 0000', to: '0918 555 1111' }])
    expect(recordInput(form(), patient, []).changes).toEqual([])
  })
})

describe('a draft of it', () => {
  it('comes back half typed as it was', () => {
    const half = form({ allergies: [{ label: '', note: 'hi' }], history: 'Operation in ' })
    expect(readForm(JSON.stringify(half))).toEqual(half)
  })

  it('that is none counts as nothing', () => {
    for (const content of ['', 'x', '{}', 'null', '{"answers":3,"skipped":[]}', '{"answers":{"allergies":"Latex"},"skipped":[]}']) expect(readForm(content)).toBeNull()
  })
})
