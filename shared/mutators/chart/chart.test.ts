import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, CLEANING, CLINIC, COMPOSITE, DENTIST, FILLING, GLOVES, LOT_LATE, LOT_SOON, MANAGER, minutes, patient, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const finding = { id: uid(800), patientId: PATIENTS[0], tooth: '16', surfaces: 'OM', layer: 'condition', finding: 'caries', effectiveDate: '2026-11-20' } as const
const completion = { id: uid(810), patientId: PATIENTS[0], tooth: '16', surfaces: 'OM', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 123_450 } as const

describe('charting a finding', () => {
  it('adds an entry with the surfaces in their canonical order', async () => {
    expect(await engines.run('chart.record', { ...finding, note: 'deep', dentistId: DENTIST })).toBe('done')
    expect(await engines.row('chart_entries', uid(800))).toMatchObject({ tooth: '16', surfaces: 'MO', layer: 'condition', finding: 'caries', note: 'deep', dentist_id: DENTIST, recorded_by: MANAGER, effective_date: '2026-11-20', voids_entry_id: null })
  })

  it.each(['11', '28', '38', '48', '55', '65', '75', '85'])('is possible on tooth %s', async (tooth) => {
    expect(await engines.run('chart.record', { ...finding, tooth, surfaces: '' })).toBe('done')
  })

  it('is possible on the whole mouth, without surfaces', async () => {
    expect(await engines.run('chart.record', { ...finding, tooth: null, surfaces: '' })).toBe('done')
    expect(await engines.run('chart.record', { ...finding, id: uid(801), tooth: null, surfaces: 'O' })).toEqual({ refused: 'no_tooth' })
  })

  it.each([
    ['on a tooth that does not exist', { tooth: '19' }, 'invalid'], ['on a tooth of neither set', { tooth: '56' }, 'invalid'], ['of a finding nobody knows', { finding: 'glitter' }, 'invalid'],
    ['on a surface the tooth does not have', { tooth: '11', surfaces: 'O' }, 'bad_surfaces'], ['of an unknown patient', { patientId: uid(404) }, 'not_found'],
    ['in an unknown visit', { appointmentId: uid(404) }, 'not_found'], ['by an unknown dentist', { dentistId: uid(404) }, 'not_found'], ['as completed work', { layer: 'completed' as never }, 'invalid'],
  ])('%s is refused', async (_what, more, refused) => {
    expect(await engines.run('chart.record', { ...finding, ...more })).toEqual({ refused })
    expect(await engines.rows('chart_entries')).toEqual([])
  })

  it('is refused for a withdrawn record', async () => {
    await engines.given({ patients: [patient(uid(700), { deleted_at: minutes(1) })] })
    expect(await engines.run('chart.record', { ...finding, patientId: uid(700) })).toEqual({ refused: 'patient_gone' })
    expect(await engines.run('treatment.complete', { ...completion, patientId: uid(700) })).toEqual({ refused: 'patient_gone' })
  })
})

describe('taking an entry back', () => {
  it('adds an entry that points at it, once; the old one stays', async () => {
    await engines.run('chart.record', finding)
    expect(await engines.run('chart.void', { id: uid(801), entryId: uid(800), note: 'wrong tooth' }, { at: minutes(9) })).toBe('done')
    expect(await engines.run('chart.void', { id: uid(802), entryId: uid(800) })).toBe('done')
    expect(await engines.rows('chart_entries')).toMatchObject([{ id: uid(800), voids_entry_id: null }, { id: uid(801), voids_entry_id: uid(800), note: 'wrong tooth', tooth: '16', created_at: minutes(9) }])
  })

  it('is refused for treatments that were charged, and for what is not there', async () => {
    await engines.run('treatment.complete', completion)
    expect(await engines.run('chart.void', { id: uid(801), entryId: uid(810) })).toEqual({ refused: 'charged' })
    expect(await engines.run('chart.void', { id: uid(801), entryId: uid(404) })).toEqual({ refused: 'not_found' })
  })
})

describe('completing a service', () => {
  it('adds the chart entry, the charge and the stock used, together', async () => {
    await engines.given({ appointments: [appointment(uid(600))] })
    expect(await engines.run('treatment.complete', { ...completion, appointmentId: uid(600) })).toBe('done')
    expect(await engines.rows('chart_entries')).toMatchObject([{ id: uid(810), layer: 'completed', finding: 'filling', surfaces: 'MO', service_id: FILLING, dentist_id: DENTIST, appointment_id: uid(600) }])
    expect(await engines.rows('ledger_lines')).toMatchObject([{ kind: 'charge', amount_centavos: 123_450, description: 'FILL, tooth 16 MO', chart_entry_id: uid(810), entry_date: '2026-11-20' }])
    const used = (await engines.rows('stock_movements')).filter(({ kind }) => kind === 'use')
    expect(new Set(used.map(({ item_id, lot_id, quantity }) => `${item_id} ${lot_id} ${quantity}`))).toEqual(new Set([`${COMPOSITE} ${LOT_SOON} -1`, `${COMPOSITE} ${LOT_LATE} -1`, `${GLOVES} null -1`]))
    expect(used.every(({ chart_entry_id }) => chart_entry_id === uid(810))).toBe(true)
  })

  it('is refused at the desk while a critical alert was not read, also one of a record that went in; the centre takes it', async () => {
    const alert = (n: number, more: object = {}) => ({ id: uid(n), clinic_id: CLINIC, created_at: minutes(1), patient_id: PATIENTS[0], kind: 'allergy' as const, severity: 'critical' as const, label: 'Latex', created_by: null, ended_at: null, ended_by: null, ...more })
    await engines.given({ medical_alerts: [alert(850), alert(851, { severity: 'caution' }), alert(852, { ended_at: minutes(2) })] })
    const prepare = (seenAlertIds?: string[]) => engines.prepare('treatment.complete', { ...completion, seenAlertIds })
    await expect(prepare([])).rejects.toMatchObject({ code: 'alert_unseen' })
    await expect(prepare([uid(851)])).rejects.toMatchObject({ code: 'alert_unseen' })
    await expect(prepare([uid(850)])).resolves.toMatchObject({ id: completion.id })
    await expect(prepare()).resolves.toMatchObject({ id: completion.id })
    expect(await engines.run('patient.merge', { id: uid(854), fromId: PATIENTS[0], intoId: PATIENTS[1], reason: 'One person' })).toBe('done')
    await expect(engines.prepare('treatment.complete', { ...completion, patientId: PATIENTS[1], seenAlertIds: [] })).rejects.toMatchObject({ code: 'alert_unseen' })
    expect(await engines.run('treatment.complete', { ...completion, seenAlertIds: [] })).toBe('done')
  })

  it('takes first what expires first, and does not stop where the books run behind', async () => {
    for (let index = 0; index < 4; index++) expect(await engines.run('treatment.complete', { ...completion, id: uid(820 + index) })).toBe('done')
    const composite = (await engines.rows('stock_movements')).filter(({ item_id }) => item_id === COMPOSITE)
    const held = (lot: string | null) => composite.filter(({ lot_id }) => lot_id === lot).reduce((sum, { quantity }) => sum + quantity, 0)
    expect([held(LOT_SOON), held(LOT_LATE), held(null)]).toEqual([0, 0, -2])
  })

  it.each([
    ['no such service', { serviceId: uid(404) }, 'not_found'], ['a tooth but no surface where one is needed', { surfaces: '' }, 'no_surface'], ['no tooth where one is needed', { tooth: null, surfaces: '' }, 'no_tooth'],
    ['somebody who is no dentist', { dentistId: RECEPTIONIST }, 'not_a_dentist'], ['an unknown visit', { appointmentId: uid(404) }, 'not_found'], ['a price below zero', { priceCentavos: -1 }, 'invalid'],
    ['an unknown patient', { patientId: uid(404) }, 'not_found'],
  ])('with %s leaves nothing at all: no entry, no charge, no stock used', async (_what, more, refused) => {
    const before = [await engines.rows('chart_entries'), await engines.rows('ledger_lines'), await engines.rows('stock_movements')]
    expect(await engines.run('treatment.complete', { ...completion, ...more })).toEqual({ refused })
    expect([await engines.rows('chart_entries'), await engines.rows('ledger_lines'), await engines.rows('stock_movements')]).toEqual(before)
  })

  it('that fails at its last step leaves nothing of the first ones', async () => {
    const id = uid(0xabc)
    // The stock movement it will want to make is there already.
    const { derivedId } = await import('../../protocol/derived-id.ts')
    const [taken] = (await engines.rows('stock_movements')).filter(({ item_id }) => item_id === GLOVES)
    await engines.given({ stock_movements: [{ ...taken!, id: derivedId(id, `use:${GLOVES}:none`) }] })
    expect(await engines.run('treatment.complete', completion, { mutationId: id })).toEqual({ refused: 'duplicate' })
    expect([await engines.rows('chart_entries'), await engines.rows('ledger_lines')]).toEqual([[], []])
  })

  it('of the whole mouth needs no tooth, and says so on the statement', async () => {
    expect(await engines.run('treatment.complete', { ...completion, serviceId: CLEANING, tooth: null, surfaces: '', priceCentavos: 0 })).toBe('done')
    expect(await engines.rows('ledger_lines')).toMatchObject([{ description: 'CLEAN', amount_centavos: 0 }])
    expect(await engines.rows('chart_entries')).toMatchObject([{ tooth: null, finding: 'treatment' }])
  })
})
