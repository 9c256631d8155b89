import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, DENTIST, MANAGER, minutes, patient, PATIENTS, STRANGER, uid } from '../../../tests/support/world.ts'
import { freshId } from '../../../tests/support/writes.ts'
import { EMPTY_INTAKE } from '../../domain/intake.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0, 0xff, 0xd9]).toString('base64')

describe('registering somebody who looks like a patient of the clinic', () => {
  const card = { last_name: 'De la Peña', first_name: 'Ma. Nora', birth_date: '1985-03-04' }
  beforeEach(() => engines.given({ patients: [patient(uid(700), { last_name: 'Delapeña', first_name: 'Maria Nora', birth_date: '1985-03-04' })] }))

  it('is refused at the desk, and done with a reason that stays between the two', async () => {
    await expect(engines.prepare('patient.create', { id: uid(701), ...card })).rejects.toMatchObject({ code: 'possible_duplicate' })
    const input = await engines.prepare('patient.create', { id: uid(701), ...card, notSameAs: [uid(700), uid(999)], notSameReason: 'Twin sister' })
    expect(await engines.run('patient.create', input)).toBe('done')
    expect(await engines.rows('patient_links')).toMatchObject([{ patient_id: uid(701), other_id: uid(700), relation: 'not_same', note: 'Twin sister', created_by: MANAGER, ended_at: null }])
  })

  it('is taken by the centre, which another desk may have told of the first one meanwhile', async () => {
    expect(await engines.run('patient.create', { id: uid(701), ...card })).toBe('done')
  })

  it('passes where only the birth date or only the name agrees', async () => {
    await expect(engines.prepare('patient.create', { id: uid(701), ...card, birth_date: '1990-07-19' })).resolves.toMatchObject({ id: uid(701) })
    await expect(engines.prepare('patient.create', { id: uid(701), ...card, first_name: 'Benito' })).resolves.toMatchObject({ id: uid(701) })
  })
})

describe('archiving', () => {
  it('and restoring keep everything; a second time changes nothing', async () => {
    for (const at of [minutes(3), minutes(4)]) expect(await engines.run('patient.archive', { id: PATIENTS[0] }, { at })).toBe('done')
    expect(await engines.row('patients', PATIENTS[0])).toMatchObject({ archived_at: minutes(3), updated_at: minutes(3) })
    expect(await engines.run('patient.restore', { id: PATIENTS[0] })).toBe('done')
    expect(await engines.row('patients', PATIENTS[0])).toMatchObject({ archived_at: null })
    expect(await engines.run('patient.archive', { id: uid(404) })).toEqual({ refused: 'not_found' })
  })

  it('is refused at the desk while a visit is booked that nobody would see coming', async () => {
    await engines.given({ appointments: [appointment(uid(710))] })
    await expect(engines.prepare('patient.archive', { id: PATIENTS[0] }, { at: minutes(5) })).rejects.toMatchObject({ code: 'visits_ahead' })
    await expect(engines.prepare('patient.archive', { id: PATIENTS[0] }, { at: minutes(120) })).resolves.toEqual({ id: PATIENTS[0] })
    await expect(engines.prepare('patient.archive', { id: PATIENTS[1] }, { at: minutes(5) })).resolves.toEqual({ id: PATIENTS[1] })
  })
})

describe('links between patients', () => {
  const link = { id: uid(720), patientId: PATIENTS[0], otherId: PATIENTS[1], relation: 'parent', note: '' } as const

  it('are noted once, end, and stay on record', async () => {
    expect(await engines.run('link.add', link)).toBe('done')
    expect(await engines.run('link.add', { ...link, id: uid(721) })).toBe('done')
    expect(await engines.run('link.end', { id: uid(720), patientId: PATIENTS[0] }, { at: minutes(7) })).toBe('done')
    expect(await engines.run('link.end', { id: uid(720), patientId: PATIENTS[0] }, { at: minutes(9) })).toBe('done')
    expect(await engines.rows('patient_links')).toMatchObject([{ id: uid(720), relation: 'parent', ended_at: minutes(7), ended_by: MANAGER }])
    expect(await engines.run('link.add', { ...link, id: uid(722) })).toBe('done')
  })

  it('join two patients of this clinic, and tell two persons apart only with a reason', async () => {
    expect(await engines.run('link.add', { ...link, otherId: PATIENTS[0] })).toEqual({ refused: 'same_patient' })
    expect(await engines.run('link.add', { ...link, otherId: STRANGER.patient })).toEqual({ refused: 'not_found' })
    expect(await engines.run('link.add', { ...link, relation: 'not_same' })).toEqual({ refused: 'no_reason' })
    expect(await engines.run('link.end', { id: uid(404), patientId: PATIENTS[0] })).toEqual({ refused: 'not_found' })
  })
})

describe('the portrait', () => {
  it('replaces the one before, of which nothing is kept, and can be removed', async () => {
    for (const id of [uid(730), uid(731)]) expect(await engines.run('photo.set', { id, patientId: PATIENTS[0], content: JPEG }, { at: minutes(6) })).toBe('done')
    expect(await engines.rows('patient_photos')).toMatchObject([{ content: '', ended_at: minutes(6), ended_by: MANAGER }, { content: JPEG, ended_at: null, taken_by: MANAGER }])
    expect(await engines.run('photo.remove', { patientId: PATIENTS[0] })).toBe('done')
    expect((await engines.rows('patient_photos')).map(({ content }) => content)).toEqual(['', ''])
  })

  it('is a JPEG or WebP of a known patient', async () => {
    for (const content of ['', 'x', Buffer.from('<svg/>').toString('base64'), 'A'.repeat(81_924)]) expect(await engines.run('photo.set', { id: uid(730), patientId: PATIENTS[0], content })).toEqual({ refused: 'invalid' })
    expect(await engines.run('photo.set', { id: uid(730), patientId: STRANGER.patient, content: JPEG })).toEqual({ refused: 'not_found' })
    expect(await engines.run('photo.remove', { patientId: uid(404) })).toEqual({ refused: 'not_found' })
  })
})

describe('an intake form', () => {
  const answers = { ...EMPTY_INTAKE, history: 'Root canal at another clinic', allergies: [{ label: 'Penicillin', note: 'hives' }], conditions: ['diabetes'], preferredDentistId: DENTIST, answeredBy: 'Ñora' }
  const form = () => ({
    id: freshId(), patientId: PATIENTS[0], version: 1, answers,
    alerts: [{ id: freshId(), kind: 'allergy', severity: 'critical', label: 'Penicillin, hives' }, { id: freshId(), kind: 'condition', severity: 'caution', label: 'Diabetes' }] as const,
    changes: [{ field: 'emergency_name' as const, from: '', to: 'José' }],
  })
  const filled = () => {
    const { alerts, ...rest } = form()
    return { ...rest, alerts: [...alerts] }
  }

  it('is kept with its alerts, the review and what it says of the patient: one write', async () => {
    const input = filled()
    expect(await engines.run('intake.record', input)).toBe('done')
    expect(await engines.rows('intake_forms')).toMatchObject([{ answers, form_version: 1, recorded_by: MANAGER }])
    expect(await engines.rows('history_reviews')).toMatchObject([{ patient_id: PATIENTS[0], intake_form_id: input.id, reviewed_by: MANAGER, created_at: minutes(5) }])
    expect((await engines.rows('medical_alerts')).map(({ label }) => label).sort()).toEqual(['Diabetes', 'Penicillin, hives'])
    expect(await engines.row('patients', PATIENTS[0])).toMatchObject({ emergency_name: 'José' })
  })

  it('of a second time is another row, and warns of nothing twice', async () => {
    await engines.run('intake.record', filled())
    expect(await engines.run('intake.record', filled())).toBe('done')
    expect(await engines.rows('intake_forms')).toHaveLength(2)
    expect(await engines.rows('medical_alerts')).toHaveLength(2)
  })

  it('is bounded, and of a patient who is there', async () => {
    expect(await engines.run('intake.record', { ...filled(), patientId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await engines.run('intake.record', { ...filled(), answers: { ...answers, history: 'x'.repeat(4001) } })).toEqual({ refused: 'invalid' })
    expect(await engines.run('intake.record', { ...filled(), answers: { ...answers, allergies: Array.from({ length: 41 }, () => ({ label: 'x', note: '' })) } })).toEqual({ refused: 'invalid' })
    expect(await engines.run('intake.record', { ...filled(), answers: { ...answers, preferredDentistId: STRANGER.manager } })).toEqual({ refused: 'not_found' })
    expect(await engines.rows('medical_alerts')).toEqual([])
  })

  it('can be reviewed without being filled in again', async () => {
    expect(await engines.run('history.review', { id: uid(740), patientId: PATIENTS[0], note: 'Stopped aspirin' })).toBe('done')
    expect(await engines.rows('history_reviews')).toMatchObject([{ note: 'Stopped aspirin', intake_form_id: null, reviewed_by: MANAGER }])
  })
})
