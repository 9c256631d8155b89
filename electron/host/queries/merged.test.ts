import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { appointment, CHAIRS, CLEANING, DENTIST, DENTIST_2, LOCATION, minutes, patient, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'
import { freshId, write } from '../../../tests/support/writes.ts'
import { queries } from './index.ts'

let replica: TestReplica
const [A, B] = PATIENTS
const MERGE = uid(800)
/** T0 is eight in the morning of 20 November 2026 in Manila, a Friday. */
const today = { date: '2026-11-20' }
const DAY = 24 * 60
const at = (from: number, more: Parameters<typeof appointment>[1] = {}, id = freshId()) => appointment(id, { starts_at: minutes(from), ends_at: minutes(from + 30), patient_id: B, ...more })
const given = (...appointments: ReturnType<typeof at>[]) => putAll(replica.db, { appointments })
const alert = (patientId: string, label: string) => write(replica.db, 'alert.add', { id: freshId(), patientId, kind: 'allergy', severity: 'critical', label })
const unmerge = () => write(replica.db, 'patient.unmerge', { id: MERGE, patientId: A })
const KEPT = { patientId: A, patientName: 'Reyes, Ana', phone: '0917 555 0101', alerts: ['Latex', 'Penicillin'] }

/** B was merged into A; each has an alert of its own. */
beforeEach(async () => {
  replica = createReplica()
  putAll(replica.db, { patients: [patient(A, { last_name: 'Reyes', first_name: 'Ana', phone: '0917 555 0101' }), patient(B, { last_name: 'Villanueva', first_name: 'Ana' })] })
  await alert(B, 'Latex')
  await alert(A, 'Penicillin')
  await write(replica.db, 'patient.merge', { id: MERGE, fromId: B, intoId: A, reason: 'Registered twice' })
})
afterEach(() => replica.close())

describe('the schedule', () => {
  const day = () => queries['schedule.day'](replica.db, today).appointments

  it('shows visits of the record that went in under the one that stays, with the alerts of both', async () => {
    given(at(60, {}, uid(600)))
    expect(day()).toMatchObject([{ id: uid(600), patient_id: A, patientName: 'Reyes, Ana', patientPhone: '0917 555 0101', isNewPatient: true }])
    expect(day()[0]!.alerts.toSorted()).toEqual(KEPT.alerts)
    expect(queries['schedule.week'](replica.db, { ...today, days: 1 })[0]!.appointments).toMatchObject([{ patient_id: A }])
    await unmerge()
    expect(day()).toMatchObject([{ patient_id: B, patientName: 'Villanueva, Ana', alerts: ['Latex'] }])
  })

  it('calls nobody new who was here under the other record', () => {
    given(at(60), at(-30 * DAY, { patient_id: A }))
    expect(day()).toMatchObject([{ isNewPatient: false }])
  })

  it('finds no time at which the person is booked under the other record', async () => {
    await write(replica.db, 'settings.saveHours', { id: freshId(), locationId: LOCATION, weekday: 5, opens: 540, closes: 1080, breakStart: null, breakEnd: null })
    given(at(60, { operatory_id: CHAIRS[1], dentist_id: DENTIST_2 }))
    const free = (patientId: string | null) => queries['schedule.freeSlots'](replica.db, { from: minutes(60), durationMinutes: 30, dentistId: DENTIST, operatoryId: CHAIRS[0], patientId, limit: 1 })[0]?.startsAt
    expect(free(null)).toBe(minutes(60))
    expect([free(A), free(B)]).toEqual([minutes(90), minutes(90)])
  })
})

describe('the lists', () => {
  const sorted = <T extends { alerts: string[] }>(rows: readonly T[]) => rows.map((row) => ({ ...row, alerts: row.alerts.toSorted() }))

  it('name the record that stays, with the alerts of both, wherever a visit of the other stands', async () => {
    given(at(60, { flow: 'arrived', arrived_at: minutes(50) }), at(DAY, {}, uid(600)))
    await write(replica.db, 'request.enter', { id: uid(700), appointmentId: uid(600), kind: 'cancel' }, { actor: RECEPTIONIST })
    await write(replica.db, 'asap.save', { id: freshId(), patientId: B, durationMinutes: 30 })
    expect(sorted(queries['frontDesk.waiting'](replica.db, today).rows)).toMatchObject([KEPT])
    expect(sorted(queries['frontDesk.requests'](replica.db))).toMatchObject([KEPT])
    expect(sorted(queries['frontDesk.asap'](replica.db))).toMatchObject([KEPT])
    expect(sorted(queries['frontDesk.confirmations'](replica.db, today))).toMatchObject([KEPT])
    expect(sorted(queries['frontDesk.reminders'](replica.db, today))).toMatchObject([KEPT])
    expect(queries['frontDesk.reminder'](replica.db, { appointmentId: uid(600) })).toMatchObject({ phone: KEPT.phone })
    expect(queries['notifications.list'](replica.db, { userId: DENTIST, isDentist: true, now: minutes(60) }).items).toMatchObject([{ patientId: A, patientName: 'Reyes, Ana' }])
  })

  it('do not look for whom the other record has a visit ahead', async () => {
    given(at(-DAY, { status: 'missed' }), at(DAY, { patient_id: A }))
    await write(replica.db, 'chart.record', { id: freshId(), patientId: B, tooth: '16', surfaces: 'O', layer: 'planned', finding: 'filling', effectiveDate: '2026-11-01' })
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toEqual([])
    expect(queries['frontDesk.planned'](replica.db, today)).toEqual([])
    await unmerge()
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toMatchObject([{ patientId: B }])
    expect(queries['frontDesk.planned'](replica.db, today)).toMatchObject([{ patientId: B }])
  })

  it('recall a person once, by the last service of either record, and hear what was said to either', async () => {
    const recall = uid(730)
    await write(replica.db, 'recall.saveType', { id: recall, name: 'Cleaning', months: 6, days: 0, serviceIds: [CLEANING] })
    given(at(-300 * DAY, { status: 'completed' }), at(-200 * DAY, { status: 'completed', patient_id: A }))
    await write(replica.db, 'recall.record', { id: freshId(), patientId: B, recallTypeId: recall, outcome: 'no_answer' })
    const list = () => sorted(queries['frontDesk.recalls'](replica.db, today))
    expect(list()).toMatchObject([{ ...KEPT, lastDone: '2026-05-04', contacts: 1 }])
    given(at(DAY))
    expect(list()).toEqual([])
  })

  it('offer a freed time to nobody who has something then under the other record', async () => {
    await write(replica.db, 'asap.save', { id: freshId(), patientId: A, durationMinutes: 30 })
    const matches = () => queries['frontDesk.asapMatches'](replica.db, { startsAt: minutes(120), endsAt: minutes(150), dentistId: DENTIST, exceptPatientId: null })
    expect(matches()).toHaveLength(1)
    expect(queries['frontDesk.asapMatches'](replica.db, { startsAt: minutes(120), endsAt: minutes(150), dentistId: DENTIST, exceptPatientId: B })).toEqual([])
    given(at(130))
    expect(matches()).toEqual([])
  })

  it('say that a time asked for is taken by the other record', async () => {
    given(at(60, {}, uid(600)), at(180, { patient_id: A, operatory_id: CHAIRS[1], dentist_id: DENTIST_2 }))
    await write(replica.db, 'request.enter', { id: uid(700), appointmentId: uid(600), kind: 'reschedule', slot: { locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(180), endsAt: minutes(210) } })
    expect(queries['frontDesk.requests'](replica.db)).toMatchObject([{ isTaken: true }])
    await unmerge()
    expect(queries['frontDesk.requests'](replica.db)).toMatchObject([{ isTaken: false }])
  })
})
