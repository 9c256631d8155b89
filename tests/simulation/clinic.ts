import type { Row } from '../../shared/schema/index.ts'
import { CLINIC, DENTIST, DENTIST_2, minutes, progress, RECEPTIONIST, MANAGER, patient, T0, uid, world } from '../support/world.ts'
import type { World } from '../support/world.ts'

/** The PCs there are, whichever of them a run uses: the clinic begins the same in every run. */
export const PROFILES = ['front_desk', 'front_desk', 'chairside', 'manager', 'front_desk', 'front_desk', 'chairside', 'manager', 'front_desk', 'front_desk'] as const
export const deviceId = (index: number): string => uid(100 + index)
export const series = (index: number): string => `FD${index + 1}`

/** A patient whom only one desk edits. */
export const ownPatient = (index: number): string => uid(0x6000 + index)
/** Patients whom everybody edits. */
export const SHARED_PATIENTS = [uid(60), uid(61)] as const

/** Who works at a desk of each profile. */
export const STAFF: Record<Row<'devices'>['profile'], readonly string[]> = {
  manager: [MANAGER],
  front_desk: [MANAGER, RECEPTIONIST],
  chairside: [DENTIST, DENTIST_2],
}

/** The small clinic of the tests with a device and a patient for every desk there can be. The stranger's desk gives up its number to them. */
export function simulatedClinic(): World {
  const all = world()
  const strangers = all.devices.filter((device) => device.clinic_id !== CLINIC)
  const strangersProgress = all.client_progress.filter((row) => row.clinic_id !== CLINIC)
  all.devices = [...strangers.map((device) => ({ ...device, id: uid(999) })), ...PROFILES.map((profile, index) => ({ id: deviceId(index), clinic_id: CLINIC, created_at: T0, name: series(index), profile, series: series(index), revoked_at: null }))]
  all.client_progress = [...strangersProgress.map((row) => ({ ...row, client_id: uid(999) })), ...all.devices.filter((device) => device.clinic_id === CLINIC).map((device) => progress(device.id, 0))]
  all.patients.push(...PROFILES.map((_, index) => patient(ownPatient(index), { last_name: 'Own', first_name: series(index) })))
  all.medical_alerts.push({ id: uid(0x7000), clinic_id: CLINIC, created_at: minutes(0), patient_id: SHARED_PATIENTS[0], kind: 'allergy', severity: 'critical', label: 'Penicillin', created_by: null, ended_at: null, ended_by: null })
  all.blockout_types.push({ id: uid(0x7001), clinic_id: CLINIC, created_at: T0, name: 'Meeting', colour: '#868e96', is_blocking: true, updated_at: T0, deleted_at: null })
  all.blockouts.push({ id: uid(0x7002), clinic_id: CLINIC, created_at: T0, type_id: uid(0x7001), location_id: null, operatory_id: null, dentist_id: DENTIST, starts_at: minutes(10_000), ends_at: minutes(10_060), note: '', updated_at: T0, deleted_at: null })
  all.consent_templates.push({ id: uid(0x7003), clinic_id: CLINIC, created_at: T0, code: 'extraction', version: 1, title: 'Extraction', body: 'I agree.', is_offered: true, created_by: null })
  return all
}

/** Of it, what is this clinic's. */
export function ownClinic(): World {
  const all = simulatedClinic()
  const own = (row: object) => (row as { clinic_id?: string; id?: string }).clinic_id === CLINIC || (!('clinic_id' in row) && (row as { id?: string }).id === CLINIC)
  return Object.fromEntries(Object.entries(all).map(([table, rows]) => [table, rows.filter(own)])) as unknown as World
}
