import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { MANAGER, minutes, patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { phoneEdit } from '../../../tests/support/writes.ts'
import { PATIENT_FIELDS } from './fields.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const names = { last_name: 'Muñoz', first_name: 'Ñandú' }

describe('registering a patient', () => {
  it('needs only the names; the rest is empty or unknown', async () => {
    expect(await engines.run('patient.create', { id: uid(700), ...names })).toBe('done')
    expect(await engines.row('patients', uid(700))).toEqual(patient(uid(700), { ...names, created_by: MANAGER, created_at: minutes(5), updated_at: minutes(5) }))
  })

  it('takes everything a person can be asked, trimmed', async () => {
    const card = {
      chart_number: 'C-1', middle_name: 'de la', suffix: 'Jr', birth_date: '1990-02-28', sex: 'female' as const, phone: '0917 555 0123', email: 'ana@example.ph', street: '12 Mabini', barangay: 'San Roque',
      city: 'Las Piñas', province: 'NCR', postal_code: '1740', emergency_name: 'José', emergency_phone: '0918', notes: 'Line one\nLine two 😀',
    }
    expect(await engines.run('patient.create', { id: uid(700), ...card, last_name: '  Muñoz ', first_name: 'Ana' })).toBe('done')
    expect(await engines.row('patients', uid(700))).toMatchObject({ ...card, last_name: 'Muñoz' })
  })

  it.each([
    ['no family name', { last_name: '  ' }], ['no given name', { first_name: '' }], ['a birth date before 1880', { birth_date: '1879-12-31' }], ['a birth date that does not exist', { birth_date: '2026-02-29' }],
    ['an address that is no e-mail', { email: 'ana' }], ['a novel for a note', { notes: 'x'.repeat(4001) }], ['an id that is none', { id: 'x' }],
  ])('with %s is refused', async (_what, more) => {
    expect(await engines.run('patient.create', { id: uid(700), ...names, ...more })).toEqual({ refused: 'invalid' })
  })

  it('twice under one id is refused', async () => {
    expect(await engines.run('patient.create', { id: PATIENTS[0], ...names })).toEqual({ refused: 'duplicate' })
  })

  it('of an id in capitals means the same patient', async () => {
    expect(await engines.run('patient.create', { id: uid(0x7ab).toUpperCase(), ...names })).toBe('done')
    expect(await engines.run('patient.edit', phoneEdit('', '1', uid(0x7ab)))).toBe('done')
  })
})

describe('editing a patient', () => {
  it('changes the fields named and notes when each was made', async () => {
    const changes = [{ field: 'phone' as const, from: '', to: ' 0917 ' }, { field: 'is_deceased' as const, from: false, to: true }, { field: 'birth_date' as const, from: null, to: '1990-02-28' }]
    expect(await engines.run('patient.edit', { id: PATIENTS[0], changes }, { correctedAt: minutes(3) })).toBe('done')
    expect(await engines.row('patients', PATIENTS[0])).toMatchObject({
      phone: '0917', is_deceased: true, birth_date: '1990-02-28', updated_at: minutes(5), field_edits: { phone: minutes(3), is_deceased: minutes(3), birth_date: minutes(3) },
    })
  })

  it('can change every field a person may write', async () => {
    const value: Record<string, string | boolean> = { birth_date: '1990-02-28', sex: 'male', email: 'a@example.ph', is_deceased: true, pwd_valid_until: '2030-01-31' }
    const [before] = await engines.rows('patients')
    for (const field of PATIENT_FIELDS) expect(await engines.run('patient.edit', { id: PATIENTS[0], changes: [{ field, from: before![field], to: value[field] ?? 'new' }] })).toBe('done')
    expect(Object.keys((await engines.row('patients', PATIENTS[0]))!.field_edits)).toHaveLength(PATIENT_FIELDS.length)
  })

  it('writes nothing when nothing changes', async () => {
    expect(await engines.run('patient.edit', phoneEdit('', ''))).toBe('done')
    expect(await engines.row('patients', PATIENTS[0])).toMatchObject({ field_edits: {}, updated_at: minutes(0) })
  })

  it('gives way to a standing value that was made later, and reports the loss', async () => {
    await engines.run('patient.edit', phoneEdit('', '222'), { correctedAt: minutes(60) })
    expect(await engines.run('patient.edit', phoneEdit('', '111'), { correctedAt: minutes(30) })).toEqual({ losses: [{ field: 'phone', kept: '222', lost: '111' }] })
    expect((await engines.row('patients', PATIENTS[0]))!.phone).toBe('222')
  })

  it('wins over a standing value that was made earlier, and reports that one', async () => {
    await engines.run('patient.edit', phoneEdit('', '111'), { correctedAt: minutes(30) })
    expect(await engines.run('patient.edit', phoneEdit('', '222'), { correctedAt: minutes(60) })).toEqual({ losses: [{ field: 'phone', kept: '222', lost: '111' }] })
    expect((await engines.row('patients', PATIENTS[0]))!.phone).toBe('222')
  })

  it('leaves the standing value in doubt: made at the same instant, or nobody knows when', async () => {
    await engines.run('patient.edit', phoneEdit('', '111'), { correctedAt: minutes(30) })
    expect(await engines.run('patient.edit', phoneEdit('', '222'), { correctedAt: minutes(30) })).toEqual({ losses: [{ field: 'phone', kept: '111', lost: '222' }] })
    await engines.given({ patients: [patient(uid(700), { phone: '999' })] })
    expect(await engines.run('patient.edit', phoneEdit('', '222', uid(700)))).toEqual({ losses: [{ field: 'phone', kept: '999', lost: '222' }] })
  })

  it('is refused for nobody, for a withdrawn record and for values that do not fit', async () => {
    await engines.given({ patients: [patient(uid(700), { deleted_at: minutes(1) })] })
    expect(await engines.run('patient.edit', phoneEdit('', '1', uid(404)))).toEqual({ refused: 'not_found' })
    expect(await engines.run('patient.edit', phoneEdit('', '1', uid(700)))).toEqual({ refused: 'patient_gone' })
    expect(await engines.run('patient.edit', { id: PATIENTS[0], changes: [{ field: 'last_name', from: 'Muñoz', to: ' ' }] })).toEqual({ refused: 'invalid' })
    expect(await engines.run('patient.edit', { id: PATIENTS[0], changes: [{ field: 'legacy_id' as never, from: null, to: 'x' }] })).toEqual({ refused: 'invalid' })
    expect(await engines.run('patient.edit', { id: PATIENTS[0], changes: [] })).toEqual({ refused: 'invalid' })
  })
})

describe('alerts', () => {
  const allergy = { id: uid(800), patientId: PATIENTS[0], kind: 'allergy', severity: 'critical', label: 'Penicillin' } as const

  it('are added and ended, and stay on record; ending twice keeps the first end', async () => {
    expect(await engines.run('alert.add', allergy)).toBe('done')
    expect(await engines.run('alert.end', { id: uid(800) }, { at: minutes(7) })).toBe('done')
    expect(await engines.run('alert.end', { id: uid(800) }, { at: minutes(9) })).toBe('done')
    expect(await engines.rows('medical_alerts')).toMatchObject([{ label: 'Penicillin', created_by: MANAGER, ended_at: minutes(7), ended_by: MANAGER }])
  })

  it('need a patient and words', async () => {
    expect(await engines.run('alert.add', { ...allergy, patientId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await engines.run('alert.add', { ...allergy, label: ' ' })).toEqual({ refused: 'invalid' })
    expect(await engines.run('alert.end', { id: uid(404) })).toEqual({ refused: 'not_found' })
  })
})
