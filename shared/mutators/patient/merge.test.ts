import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, CHAIRS, DENTIST_2, LOCATION, MANAGER, minutes, patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { booking } from '../../../tests/support/writes.ts'
import { recordsOf, rootOf } from './family.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const [A, B, C] = PATIENTS
const merge = (n: number, fromId: string, intoId: string, adopt: never[] | { field: 'phone' | 'email'; from: string; to: string }[] = []) => engines.run('patient.merge', { id: uid(n), fromId, intoId, reason: 'Registered twice', adopt })
const undo = (n: number, patientId: string) => engines.run('patient.unmerge', { id: uid(n), patientId })

describe('merging two records', () => {
  it('writes the merge and moves no row; the staying record takes over what was chosen', async () => {
    await engines.given({ patients: [patient(uid(700), { phone: '0917 555 0101', email: 'ana@example.ph' })] })
    expect(await merge(800, uid(700), A, [{ field: 'phone', from: '', to: '0917 555 0101' }])).toBe('done')
    expect(await engines.rows('patient_merges')).toMatchObject([{ from_patient_id: uid(700), into_patient_id: A, reason: 'Registered twice', merged_by: MANAGER, undone_at: null, adopted: [{ field: 'phone', from: '', to: '0917 555 0101' }] }])
    expect(await engines.row('patients', A)).toMatchObject({ phone: '0917 555 0101', email: '' })
    expect(await engines.row('patients', uid(700))).toMatchObject({ phone: '0917 555 0101', deleted_at: null })
  })

  it('is undone exactly; a field somebody has changed since is left alone', async () => {
    await merge(800, B, A, [{ field: 'phone', from: '', to: '1' }, { field: 'email', from: '', to: 'a@example.ph' }])
    await engines.run('patient.edit', { id: A, changes: [{ field: 'phone', from: '1', to: '2' }] }, { correctedAt: minutes(30) })
    expect(await undo(800, A)).toBe('done')
    expect(await engines.row('patients', A)).toMatchObject({ phone: '2', email: '' })
    expect(await engines.rows('patient_merges')).toMatchObject([{ undone_at: minutes(5), undone_by: MANAGER }])
    expect(await undo(800, A)).toBe('done')
    expect(await merge(801, B, A)).toBe('done')
  })

  it('goes through chains: whoever went into a record that is merged itself belongs to the last', async () => {
    await merge(800, A, B)
    expect(await merge(801, B, C)).toBe('done')
    await engines.withCentre(async (tx) => {
      expect(await rootOf(tx, A)).toBe(C)
      expect(await recordsOf(tx, B)).toEqual([C, B, A])
    })
    await undo(801, C)
    await engines.withCentre(async (tx) => {
      expect(await recordsOf(tx, A)).toEqual([B, A])
      expect(await recordsOf(tx, C)).toEqual([C])
    })
  })
})

describe('two desks that merge the same records', () => {
  it('the same way round agree', async () => {
    await merge(800, A, B)
    expect(await merge(801, A, B)).toBe('done')
    expect(await engines.rows('patient_merges')).toHaveLength(1)
  })

  it('the other way round, or in a circle, leave one record and tell the second desk', async () => {
    await merge(800, A, B)
    expect(await merge(801, B, A)).toEqual({ refused: 'merge_circle' })
    await merge(802, B, C)
    expect(await merge(803, C, A)).toEqual({ refused: 'merge_circle' })
  })

  it('into different records: the first stands', async () => {
    await merge(800, A, B)
    expect(await merge(801, A, C)).toEqual({ refused: 'already_merged' })
  })
})

it('refuses a record with itself, an unknown and a withdrawn one, and undoing what is not there', async () => {
  await engines.given({ patients: [patient(uid(700), { deleted_at: minutes(1) })] })
  expect(await merge(800, A, A)).toEqual({ refused: 'same_patient' })
  expect(await merge(800, uid(404), A)).toEqual({ refused: 'not_found' })
  expect(await merge(800, uid(700), A)).toEqual({ refused: 'patient_gone' })
  expect(await undo(404, A)).toEqual({ refused: 'not_found' })
})

it('keeps out of the database what no mutator would write', async () => {
  await expect(engines.given({ patient_merges: [{ id: uid(800), clinic_id: uid(1), created_at: minutes(0), from_patient_id: A, into_patient_id: A, adopted: [], reason: '', merged_by: null, undone_at: null, undone_by: null }] })).rejects.toThrow('patient_merges_two')
})

describe('the person whose records were merged', () => {
  const other = { dentistId: DENTIST_2, operatoryId: CHAIRS[1] }

  it('is booked once at a time, whichever record the visits were booked for', async () => {
    await engines.given({ appointments: [appointment(uid(600), { patient_id: B })] })
    expect(await engines.run('appointment.book', booking(60, { ...other, id: uid(601), patientId: A }))).toBe('done')
    await engines.run('appointment.cancel', { id: uid(601) })
    await merge(800, B, A)
    expect(await engines.run('appointment.book', booking(60, { ...other, patientId: A }))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(90, { ...other, id: uid(602), patientId: A }))).toBe('done')
    const move = { id: uid(602), locationId: LOCATION, ...other, startsAt: minutes(75), endsAt: minutes(105) }
    expect(await engines.run('appointment.move', move)).toEqual({ refused: 'slot_taken' })
    await undo(800, A)
    expect(await engines.run('appointment.move', move)).toBe('done')
  })

  it('is not archived while the record that went in has visits ahead', async () => {
    await engines.given({ appointments: [appointment(uid(600), { patient_id: B, starts_at: minutes(60), ends_at: minutes(90) })] })
    await merge(800, B, A)
    await expect(engines.prepare('patient.archive', { id: A }, { at: minutes(5) })).rejects.toMatchObject({ code: 'visits_ahead' })
  })

  it('has a place on the short-notice list for a visit of either record', async () => {
    await engines.given({ appointments: [appointment(uid(600), { patient_id: B })] })
    const wish = { id: uid(710), patientId: A, appointmentId: uid(600), durationMinutes: 30 }
    expect(await engines.run('asap.save', wish)).toEqual({ refused: 'wrong_patient' })
    await merge(800, B, A)
    expect(await engines.run('asap.save', wish)).toBe('done')
  })
})
