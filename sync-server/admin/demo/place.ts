import type { Row } from '../../../shared/schema/index.ts'
import { builtInRoles, ROLE_CODES } from '../built-in-roles.ts'
import { openingHours } from '../empty-clinic.ts'
import { demoId } from './ids.ts'

export const ZONE = 'Asia/Manila'
export const CLINIC = demoId('clinic', 1)
export const LOCATION = demoId('location', 1)
export const CHAIRS = [1, 2, 3].map((n) => demoId('chair', n))

/** Everybody signs in with this password. */
export const DEMO_PASSWORD = 'chairside'

const PEOPLE = [
  { username: 'maria', name: 'Maria Santos', role: 'receptionist', colour: '#e8590c', prc: '' },
  { username: 'drreyes', name: 'Dr. Andrea Reyes', role: 'dentist', colour: '#1971c2', prc: '0048213' },
  { username: 'drcruz', name: 'Dr. Miguel Cruz', role: 'dentist', colour: '#2f9e44', prc: '0051877' },
  { username: 'owner', name: 'Cristina Villanueva', role: 'manager', colour: '#9c36b5', prc: '' },
  { username: 'jun', name: 'Jun Bautista', role: 'assistant', colour: '#0c8599', prc: '' },
] as const

type Username = (typeof PEOPLE)[number]['username']

export function userId(username: Username): string {
  return demoId('user', PEOPLE.findIndex((person) => person.username === username) + 1)
}

export function clinicRows(now: string): { clinics: Row<'clinics'>[]; locations: Row<'locations'>[]; operating_hours: Row<'operating_hours'>[]; operatories: Row<'operatories'>[] } {
  const base = { clinic_id: CLINIC, created_at: now }
  return {
    clinics: [{ id: CLINIC, name: 'Ngiti Dental Clinic', timezone: ZONE, currency: 'PHP', slot_minutes: 15, created_at: now, updated_at: now, history_review_months: 6, double_booking: 'refuse' }],
    locations: [{
      ...base, id: LOCATION, name: 'Tomas Morato', street: '214 Scout Rallos Street', barangay: 'Laging Handa', city: 'Quezon City', province: 'Metro Manila',
      postal_code: '1103', phone: '(02) 8555 0142', tin: '000-000-000-00000', tax_profile: 'non_vat', latitude: 14.6352, longitude: 121.0352,
      updated_at: now, deleted_at: null,
    }],
    // Open on Sundays too, so that the demo has a full day whenever it is looked at.
    operating_hours: [...openingHours(CLINIC, LOCATION, now, hoursId), { ...openingHours(CLINIC, LOCATION, now, hoursId)[0]!, id: hoursId(7), weekday: 7 }],
    operatories: CHAIRS.map((id, index) => ({
      ...base, id, location_id: LOCATION, name: ['Chair 1', 'Chair 2', 'Surgery'][index]!, position: index + 1, is_active: true, updated_at: now,
    })),
  }
}

function hoursId(weekday: number): string {
  return demoId('hours', weekday)
}

/** @param verifiers argon2id verifiers of the demo password, one a person */
export function peopleRows(now: string, verifiers: readonly string[]): { roles: Row<'roles'>[]; users: Row<'users'>[]; user_credentials: Row<'user_credentials'>[] } {
  const roleId = (code: string) => demoId('role', ROLE_CODES.findIndex((known) => known === code) + 1)
  return {
    roles: builtInRoles(CLINIC, now, roleId),
    users: PEOPLE.map((person) => ({
      id: userId(person.username), clinic_id: CLINIC, created_at: now, role_id: roleId(person.role), username: person.username, display_name: person.name,
      is_dentist: person.role === 'dentist', colour: person.colour, prc_licence: person.prc, is_active: true, updated_at: now,
    })),
    user_credentials: PEOPLE.map((person, index) => ({ user_id: userId(person.username), clinic_id: CLINIC, verifier: verifiers[index]!, changed_at: now })),
  }
}

export const PEOPLE_COUNT = PEOPLE.length
