import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { appointment, DENTIST, FILLING, minutes, patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { freshId, write } from '../../../tests/support/writes.ts'
import { EMPTY_INTAKE } from '../../../shared/domain/intake.ts'
import { queries } from './index.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const now = minutes(10)
const [A, B, C] = PATIENTS
const page = (patientId: string) => queries['patients.page'](replica.db, { patientId, now, showsBalance: true })!
const find = (text: string, more: object = {}) => queries['patients.search'](replica.db, { text, limit: 12, now, ...more })
const complete = (patientId: string, price: number) => write(replica.db, 'treatment.complete', { id: freshId(), patientId, tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: price })
const merge = (fromId: string, intoId: string, id = freshId()) => write(replica.db, 'patient.merge', { id, fromId, intoId, reason: 'Twice' })

describe('a patient whose records were merged', () => {
  it('has the sum of both accounts, and each has its own again to the centavo when it is undone', async () => {
    putAll(replica.db, { appointments: [appointment(uid(600), { patient_id: B })] })
    await complete(A, 100_001)
    await complete(B, 50_002)
    await write(replica.db, 'payment.record', { id: freshId(), patientId: B, method: 'cash', amountCentavos: 30_000, receivedOn: '2026-11-20' })
    await write(replica.db, 'alert.add', { id: freshId(), patientId: B, kind: 'allergy', severity: 'critical', label: 'Latex' })
    const before = [page(A), page(B)]
    const id = freshId()
    await merge(B, A, id)
    for (const asked of [A, B]) {
      expect(page(asked)).toMatchObject({ patient: { id: A }, balanceCentavos: 120_003, alerts: [{ label: 'Latex' }], visits: [{ id: uid(600) }], merged: [{ mergeId: id, patientId: B, reason: 'Twice' }] })
      expect(page(asked).treatments).toHaveLength(2)
      expect(queries['billing.account'](replica.db, { patientId: asked })).toMatchObject({ patientId: A, balanceCentavos: 120_003, payments: [{ patient_id: B }] })
      expect(queries['patients.alerts'](replica.db, { patientId: asked })).toMatchObject([{ label: 'Latex' }])
    }
    expect(queries['billing.overview'](replica.db, { now }).debtors).toMatchObject([{ patientId: A, balanceCentavos: 120_003 }])
    await write(replica.db, 'patient.unmerge', { id, patientId: A })
    expect([page(A), page(B)]).toEqual(before)
  })

  it('counts what another desk still writes for the record that went in', async () => {
    await merge(B, A)
    await complete(B, 70_000)
    expect(page(A).balanceCentavos).toBe(70_000)
  })

  it('is found by what either record says, once, under the record that stays', async () => {
    putAll(replica.db, { patients: [patient(A, { last_name: 'Reyes', first_name: 'Ana' }), patient(B, { last_name: 'Villanueva', first_name: 'Ana', phone: '0917 555 0101' })] })
    await merge(B, A)
    expect(['reyes', 'villanueva', '639175550101', 'ana'].map((typed) => find(typed).map((hit) => hit.id))).toEqual([[A], [A], [A], [A]])
  })

  it('of a statement is the whole account', async () => {
    await complete(A, 10_000)
    await complete(B, 5_000)
    await merge(B, A)
    const { input } = await write(replica.db, 'statement.issue', { id: freshId(), patientId: A, from: '2026-01-01', to: '2026-12-31' })
    expect(input).toMatchObject({ printed: { closing: 15_000 } })
  })

  it('can be looked at side by side before, without balances where they are not shown', async () => {
    await complete(B, 5_000)
    const preview = (showsBalance: boolean) => queries['patients.mergePreview'](replica.db, { fromId: B, intoId: A, now, showsBalance })
    expect(preview(true)).toMatchObject({ from: { hit: { id: B, balanceCentavos: 5_000 }, counts: { chart: 1, charges: 1, visits: 0 } }, into: { hit: { id: A }, counts: { chart: 0, charges: 0 } } })
    expect(preview(false)?.from.hit.balanceCentavos).toBeNull()
    expect(Object.keys(preview(false)!.from.counts)).not.toContain('charges')
    await merge(B, A)
    expect(preview(true)).toBeNull()
  })
})

describe('what a person types into the search', () => {
  beforeEach(() => putAll(replica.db, { patients: [
    patient(A, { last_name: 'De la Cruz', first_name: 'Juan', suffix: 'Jr', birth_date: '1985-04-03', phone: '0917 555 0101', email: 'juan@example.ph', chart_number: 'NG-0007' }),
    patient(B, { last_name: 'Cruz', first_name: 'Ma. Teresa', birth_date: '1985-03-04', phone: '(02) 8555 0142' }),
    patient(C, { last_name: 'Cruzado', first_name: 'Benito', middle_name: 'Cruz', birth_date: '1999-12-31' }),
  ] }))

  it.each([
    ['delacruz', [A]], ['dela cruz', [A]], ['cruz juan', [A]], ['cruz ma', [B]], ['juan@example.ph', [A]], ['ng-0007', [A]], ['NG 0007', [A]],
    ['+63 917 555-0101', [A]], ['0917555', [A]], ['juan 0917', [A]], ['cruz 3/4/85', [B, A]], ['cruz mar 4 1985', [B]], ['1999-12-31 benito', [C]], ['31/12/1999', [C]], ['cruz 8555', [B]],
  ])('%s finds whom it means', (typed, ids) => {
    expect(find(typed).map((hit) => hit.id)).toEqual(ids)
  })

  it('puts who is called exactly so first', () => {
    expect(find('cruz').map((hit) => hit.id)).toEqual([B, C, A])
    expect(find('cruzado')[0]?.id).toBe(C)
  })
})

describe('who is in the lists', () => {
  it('is not the archived, unless they are asked for or nobody else is found', async () => {
    putAll(replica.db, { patients: [patient(C, { last_name: 'Archivo', archived_at: minutes(1) })] })
    expect(find('').map((hit) => hit.id)).not.toContain(C)
    expect(find('', { archived: true }).find((hit) => hit.id === C)).toMatchObject({ standing: 'archived' })
    expect(find('archivo')).toMatchObject([{ id: C, standing: 'archived' }])
    await write(replica.db, 'patient.restore', { id: C })
    expect(find('').map((hit) => hit.id)).toContain(C)
  })

  it('is active by the last visit: two years to the day, and whoever was just registered', () => {
    const old = { created_at: '2020-01-01T00:00:00.000Z' }
    putAll(replica.db, {
      patients: [patient(A, old), patient(B, old), patient(C)],
      appointments: [appointment(uid(600), { patient_id: A, starts_at: minutes(10 - 2 * 1440 * 365 - 1440 + 1440), ends_at: minutes(40 - 2 * 1440 * 365) }), appointment(uid(601), { patient_id: B, starts_at: '2024-11-19T00:00:00.000Z', ends_at: '2024-11-19T01:00:00.000Z' }), appointment(uid(602), { patient_id: B, status: 'missed' })],
    })
    expect(find('', { activeOnly: true }).map((hit) => [hit.id, hit.standing])).toEqual([[A, 'active'], [C, 'active']])
    expect(find('').find((hit) => hit.id === B)).toMatchObject({ standing: 'inactive' })
    expect(page(B).standing).toBe('inactive')
  })

  it('show a balance only where balances are shown', async () => {
    await complete(A, 12_300)
    expect(find('muñoz', { showsBalance: true }).find((hit) => hit.id === A)?.balanceCentavos).toBe(12_300)
    expect(find('muñoz').map((hit) => hit.balanceCentavos)).toEqual([null, null, null])
  })
})

describe('records that look alike', () => {
  const card = { last_name: 'Dela Cruz', first_name: 'Juan', suffix: '', birth_date: '1985-03-04', phone: '', email: '' }
  beforeEach(() => putAll(replica.db, { patients: [patient(A, { last_name: 'De la Cruz', first_name: 'Juan Carlos', birth_date: '1985-03-04' }), patient(B, { last_name: 'Delacruz', first_name: 'JUAN', birth_date: '1985-04-03', phone: '0917 555 0101' }), patient(C, { last_name: 'Reyes', first_name: 'Ana', birth_date: '1985-03-04' })] }))

  it('are offered when somebody is registered, with what agrees', () => {
    const similar = (more: object) => queries['patients.similar'](replica.db, { card: { ...card, ...more }, now }).map(({ patient: { id }, agrees }) => [id, agrees])
    expect(similar({})).toEqual([[A, ['birth_date']]])
    expect(similar({ birth_date: null, phone: '+63 917 555 0101' })).toEqual([[B, ['phone']]])
    expect(similar({ birth_date: null })).toEqual([])
  })

  it('are listed in pairs until somebody says that they are two persons, or merges them', async () => {
    const pairs = () => queries['patients.duplicates'](replica.db, { now }).map(({ first, second }) => [first.id, second.id])
    putAll(replica.db, { patients: [patient(B, { last_name: 'Delacruz', first_name: 'JUAN', birth_date: '1985-03-04' })] })
    expect(pairs()).toEqual([[A, B]])
    const link = freshId()
    await write(replica.db, 'link.add', { id: link, patientId: B, otherId: A, relation: 'not_same', note: 'Cousins' })
    expect(pairs()).toEqual([])
    await write(replica.db, 'link.end', { id: link, patientId: B })
    expect(pairs()).toHaveLength(1)
    await merge(B, A)
    expect(pairs()).toEqual([])
  })
})

describe('the record of a patient', () => {
  it('shows family both ways, each from its own side', async () => {
    await write(replica.db, 'link.add', { id: freshId(), patientId: A, otherId: B, relation: 'parent', note: '' })
    await write(replica.db, 'link.add', { id: freshId(), patientId: A, otherId: C, relation: 'guarantor', note: 'Pays by GCash' })
    expect(page(A).links).toMatchObject([{ patientId: B, relation: 'parent' }, { patientId: C, relation: 'guarantor', note: 'Pays by GCash' }])
    expect(page(B).links).toMatchObject([{ patientId: A, relation: 'child' }])
    expect(page(C).links).toMatchObject([{ patientId: A, relation: 'dependant' }])
  })

  it('knows when the history was reviewed, by whom and when it is due, by the clinic\'s interval', async () => {
    expect(page(A).review).toEqual({ reviewedOn: null, byName: null, dueOn: null, isDue: true })
    await write(replica.db, 'intake.record', { id: freshId(), patientId: A, version: 1, answers: EMPTY_INTAKE })
    expect(page(A).review).toEqual({ reviewedOn: '2026-11-20', byName: 'manager', dueOn: '2027-05-20', isDue: false })
    const later = { patientId: A, showsBalance: true, now: '2027-05-19T16:00:00.000Z' }
    expect(queries['patients.page'](replica.db, later)!.review.isDue).toBe(true)
    expect(queries['patients.history'](replica.db, { patientId: A })).toMatchObject({ forms: [{ byName: 'manager' }], reviews: [{ byName: 'manager' }] })
  })

  it('shows the newest text of each consent that is offered, and what was signed with its text of then', async () => {
    const save = (id: string, body: string, isOffered = true) => write(replica.db, 'consent.saveTemplate', { id, code: 'extraction', title: 'Extraction', body, isOffered })
    await save(uid(900), 'First text')
    await write(replica.db, 'consent.sign', { id: uid(910), patientId: A, templateId: uid(900), title: 'Extraction', body: 'First text', signedBy: 'Ñandú', method: 'typed' })
    await save(uid(901), 'Second text')
    const view = () => queries['consents.view'](replica.db, { patientId: A })
    expect(view()).toMatchObject({ offered: [{ id: uid(901), version: 2 }], signed: [{ body: 'First text', byName: 'manager', revokedByName: null }] })
    await save(uid(902), 'Third text', false)
    expect(view().offered).toEqual([])
    expect(queries['consents.source'](replica.db, { consentId: uid(910) })).toMatchObject({ patient: { name: 'Muñoz, Ñandú 0' }, clinic: { timezone: 'Asia/Manila' }, recordedByName: 'manager' })
    expect(queries['consents.source'](replica.db, { consentId: uid(404) })).toBeUndefined()
  })
})
