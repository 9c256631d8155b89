import type { Client } from 'pg'
import { fold } from '../../../../shared/domain/names.ts'
import { CentreError } from '../../../centre/errors.ts'
import type { Namesake } from '../patients/plan.ts'
import type { Booked } from './appointments.ts'
import type { ExistingCatalogue } from './catalogue.ts'

/** What the clinic has already, as far as an Apexo import compares with it. */
export interface ExistingClinic {
  catalogue: ExistingCatalogue
  locationId: string
  patients: { ids: Map<string, string>; patients: Namesake[] }
  appointments: { ids: Set<string>; booked: Booked[] }
}

/** Reads it. Throws a CentreError when the clinic lacks a location or the built-in roles. */
export async function readExisting(client: Client, clinicId: string, source: string, now: string): Promise<ExistingClinic> {
  return {
    catalogue: await readCatalogue(client, clinicId),
    locationId: await readLocation(client, clinicId),
    patients: await readPatients(client, clinicId, source),
    appointments: await readAppointments(client, clinicId, source, now),
  }
}

async function readCatalogue(client: Client, clinicId: string): Promise<ExistingCatalogue> {
  const users = await client.query<{ id: string; username: string; display_name: string }>('select id, username, display_name from users where clinic_id = $1', [clinicId])
  const services = await client.query<{ id: string; code: string }>('select id, code from services where clinic_id = $1', [clinicId])
  const roles = await client.query<{ id: string; code: string }>('select id, code from roles where clinic_id = $1', [clinicId])
  const dentist = roles.rows.find((role) => role.code === 'dentist')?.id
  const receptionist = roles.rows.find((role) => role.code === 'receptionist')?.id
  if (!dentist || !receptionist) throw new CentreError('The clinic has no roles for dentists and receptionists yet.')
  return {
    ids: new Set([...users.rows, ...services.rows].map((row) => row.id)),
    usernames: new Set(users.rows.map((row) => row.username)),
    people: new Set(users.rows.map((row) => fold(row.display_name))),
    serviceCodes: new Set(services.rows.map((row) => row.code)),
    roles: { dentist, receptionist },
  }
}

async function readLocation(client: Client, clinicId: string): Promise<string> {
  const { rows: [location] } = await client.query<{ id: string }>('select id from locations where clinic_id = $1 and deleted_at is null order by created_at, id limit 1', [clinicId])
  if (!location) throw new CentreError('The clinic has no location yet.')
  return location.id
}

async function readPatients(client: Client, clinicId: string, source: string): Promise<ExistingClinic['patients']> {
  const { rows } = await client.query<Namesake & { id: string; legacy_id: string | null; deleted: boolean }>(
    `select id, last_name, first_name, birth_date, phone, deleted_at is not null as deleted, case when legacy_source = $2 then legacy_id end as legacy_id
     from patients where clinic_id = $1`,
    [clinicId, source],
  )
  return {
    ids: new Map(rows.flatMap((row): [string, string][] => (row.legacy_id === null ? [] : [[row.legacy_id, row.id]]))),
    patients: rows.filter((row) => !row.deleted),
  }
}

async function readAppointments(client: Client, clinicId: string, source: string, now: string): Promise<ExistingClinic['appointments']> {
  const known = await client.query<{ legacy_id: string }>('select legacy_id from appointments where clinic_id = $1 and legacy_source = $2', [clinicId, source])
  const booked = await client.query<Booked>(
    `select patient_id, dentist_id, starts_at, ends_at from appointments
     where clinic_id = $1 and ends_at > $2 and status not in ('cancelled', 'missed') and not allows_overlap`,
    [clinicId, now],
  )
  return { ids: new Set(known.rows.map((row) => row.legacy_id)), booked: booked.rows }
}
