import type { ClientBase } from 'pg'
import { addDays, instantOf, todayIn } from '../../../shared/domain/time.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { TABLE_NAMES } from '../../../shared/schema/index.ts'
import { hashPassword } from '../../auth/passwords.ts'
import { insertRows } from '../../db/rows.ts'
import { appointmentRows, visits } from './calendar.ts'
import type { Visit } from './calendar.ts'
import { frontDeskRows } from './front-desk.ts'
import { historyOf } from './history.ts'
import { alertRows, linkRows, patientRows } from './patients.ts'
import { clinicRows, DEMO_PASSWORD, peopleRows, PEOPLE_COUNT, ZONE } from './place.ts'
import { recordRows } from './records.ts'
import { serviceRows } from './services.ts'
import { stockRows } from './stock.ts'
import { timetableRows } from './timetable.ts'

export type DemoRows = { [N in TableName]?: Row<N>[] }

/** Days before today on which the demo clinic opened its books. */
const OPENED_DAYS_AGO = 330

/**
 * A small, invented Philippine clinic around the day it is made: a full day in every state, two weeks on either side,
 * charts, charges, payments and stock that add up. Ids are the same every time.
 */
export function demoRows(instant: Date, verifiers: readonly string[]): DemoRows {
  const now = instant.toISOString()
  const today = todayIn(ZONE, now)
  const opened = instantOf(addDays(today, -OPENED_DAYS_AGO), 540, ZONE)
  const registered = (n: number) => instantOf(addDays(today, n * 3 - OPENED_DAYS_AGO), 540 + n * 5, ZONE)
  const booked = withoutReturns(visits((day) => addDays(today, day)))
  const appointments = appointmentRows(booked, now)
  const services = serviceRows(opened)
  const { treated, ...history } = historyOf(booked, services, today, now)
  return {
    ...clinicRows(opened),
    ...peopleRows(opened, verifiers),
    ...timetableRows(today, opened),
    services,
    patients: patientRows(registered),
    medical_alerts: alertRows(registered),
    patient_links: linkRows(registered),
    ...recordRows(today, opened, registered),
    appointments,
    ...frontDeskRows(appointments, opened, today, now),
    ...history,
    ...stockRows({ ...history, treated }, opened, today, now),
  }
}

/** Patients with planned work who have not made an appointment for it. */
const UNDECIDED: readonly number[] = [7, 21]

/** Takes the coming visits of a few away, so that the lists of those who should come again are not empty. */
function withoutReturns(booked: readonly Visit[]): Visit[] {
  const gaveUp = booked.filter(({ day, status }) => day === 0 && (status === 'missed' || status === 'cancelled')).map(({ patient }) => patient)
  const away = new Set([...UNDECIDED, ...gaveUp])
  return booked.filter(({ day, patient }) => day <= 0 || !away.has(patient))
}

/** Adds the demo clinic in the caller's transaction. Everybody's password is `chairside`. */
export async function seedDemo(client: ClientBase, instant: Date): Promise<void> {
  const verifiers = await Promise.all(Array.from({ length: PEOPLE_COUNT }, () => hashPassword(DEMO_PASSWORD)))
  const rows = demoRows(instant, verifiers)
  // Parents before children, which is the order of the descriptors.
  for (const table of TABLE_NAMES) await insertRows(client, table, (rows[table] ?? []) as Row<typeof table>[])
}
