import { v7 as uuidv7 } from 'uuid'
import type { MutationInput, MutatorName } from '../../shared/mutators/index.ts'
import type { ClinicReference, PatientPage } from '../../shared/protocol/views.ts'
import type { TestWindow } from '../support/window.ts'
import type { Random } from './random.ts'

/** What all people of the clinic have to do with: the same few patients, slots and items at every desk. */
export interface Common {
  /** The day on which it happens, YYYY-MM-DD. */
  today: string
  reference: ClinicReference
  patients: string[]
  items: string[]
}

export interface Wish<N extends MutatorName = MutatorName> {
  name: N
  input: MutationInput<N>
}

interface Scene extends Common {
  window: TestWindow
  random: Random
  tag: string
  id: string
  page: PatientPage
}

type Maker<N extends MutatorName> = (scene: Scene) => MutationInput<N> | undefined | Promise<MutationInput<N> | undefined>

/** Undefined where there is nothing to do it to, such as no appointment to cancel. */
const MAKERS: { [N in MutatorName]?: Maker<N> } = {
  'patient.create': ({ id, tag }) => ({ id, last_name: tag, first_name: 'Bagong' }),
  'patient.edit': ({ random, tag, page: { patient } }) => {
    const field = random.pick(['phone', 'city', 'notes', 'street', 'emergency_name'] as const)
    return { id: patient.id, changes: [{ field, from: patient[field], to: tag }] }
  },
  'appointment.book': (scene) => ({ id: scene.id, patientId: scene.page.patient.id, serviceId: null, notes: scene.tag, ...slot(scene) }),
  'appointment.move': (scene) => visit(scene, (id) => ({ id, ...slot(scene) })),
  'appointment.confirm': (scene) => visit(scene, (id) => ({ id })),
  'appointment.cancel': (scene) => visit(scene, (id) => ({ id, reason: scene.tag })),
  'appointment.flow': (scene) => visit(scene, (id) => ({ id, flow: scene.random.pick(['arrived', 'in_chair', 'done', 'none'] as const) })),
  'payment.record': ({ id, random, tag, today, page }) => ({
    id, patientId: page.patient.id, method: random.pick(['cash', 'gcash'] as const), amountCentavos: random.int(100, 900_000), reference: tag, receivedOn: today,
  }),
  'treatment.complete': ({ id, random, tag, today, page, reference }) => {
    const service = random.pick(reference.services)
    return {
      id, patientId: page.patient.id, tooth: '16', surfaces: service.treatment_area === 'surface' ? 'O' : '', note: tag, effectiveDate: today, serviceId: service.id,
      dentistId: random.pick(reference.dentists).id, priceCentavos: random.int(100, 900_000),
    }
  },
  'chart.record': ({ id, random, tag, today, page }) => ({
    id, patientId: page.patient.id, tooth: random.pick(['11', '24', '36', '47']), surfaces: random.pick(['M', 'D', '']), note: tag, effectiveDate: today,
    layer: random.pick(['condition', 'planned'] as const), finding: random.pick(['caries', 'watch', 'fracture']),
  }),
  'chart.void': async ({ id, random, tag, window, page }) => {
    const { entries } = await window.call('chart.view', { patientId: page.patient.id })
    const open = entries.filter((entry) => entry.layer !== 'completed' && !entry.isVoided && entry.voids_entry_id === null)
    return open.length > 0 ? { id, entryId: random.pick(open).id, note: tag } : undefined
  },
  'stock.use': ({ id, random, items, tag }) => ({ id, itemId: random.pick(items), quantity: random.int(1, 4), reason: tag }),
  'stock.receive': ({ id, random, items, tag }) => ({ id, itemId: random.pick(items), quantity: random.int(1, 12), lotNumber: tag, unitCostCentavos: random.int(100, 9_000) }),
  'stock.saveItem': ({ id, random, tag, items }) => ({ id: random.next() < 0.5 ? id : random.pick(items), name: tag, unit: 'piece', reorderLevel: random.int(0, 9), unitCostCentavos: 1500 }),
  'alert.add': ({ id, tag, page }) => ({ id, patientId: page.patient.id, kind: 'other', severity: 'info', label: tag }),
  'alert.end': ({ random, page }) => {
    const standing = page.alerts.filter(({ ended_at }) => ended_at === null)
    return standing.length > 0 ? { id: random.pick(standing).id } : undefined
  },
  'statement.issue': ({ id, tag, today, page }) => ({ id, patientId: page.patient.id, from: `${today.slice(0, 7)}-01`, to: today, note: tag }),
  'settings.saveOperatory': ({ random, reference, tag }) => {
    const { id, location_id, position } = random.pick(reference.operatories)
    return { id, locationId: location_id, name: tag, position, isActive: true }
  },
  'settings.saveHours': ({ id, random, reference }) => ({
    id, locationId: reference.locations[0]!.id, weekday: random.int(1, 7), opens: random.int(400, 600), closes: random.int(900, 1200), breakStart: null, breakEnd: null,
  }),
  'settings.saveClinic': ({ reference, tag }) => {
    const { id: locationId, street, barangay, city, province, tin } = reference.locations[0]!
    return { name: reference.clinic.name, slotMinutes: 15, locationId, street, barangay, city, province, phone: tag, tin }
  },
  'settings.saveService': ({ random, reference }) => {
    const { id, code, name, category, treatment_area, finding, duration_minutes, colour } = random.pick(reference.services)
    return {
      id, code, name, category: category as never, treatmentArea: treatment_area, finding, durationMinutes: duration_minutes, colour, isActive: true,
      priceCentavos: random.int(1_000, 900_000),
    }
  },
  'settings.saveUser': ({ reference, tag }) => {
    const { id, username, role_id, is_dentist, colour, prc_licence } = reference.people.find((person) => person.username === 'jun')!
    return { id, username, displayName: tag, roleId: role_id, isDentist: is_dentist, colour, prcLicence: prc_licence, isActive: true, verifier: null }
  },
  'attention.resolve': async ({ random, tag, window }) => {
    const open = (await window.call('attention.list', {})).filter(({ resolved_at }) => resolved_at === null)
    return open.length > 0 ? { id: random.pick(open).id, resolution: tag } : undefined
  },
}

/** How often each kind of write is wished for. */
const WEIGHTS = {
  'patient.edit': 18, 'appointment.book': 14, 'payment.record': 14, 'treatment.complete': 8, 'chart.record': 8, 'stock.use': 8, 'appointment.move': 8,
  'stock.receive': 5, 'appointment.confirm': 4, 'appointment.cancel': 4, 'appointment.flow': 4, 'patient.create': 4, 'chart.void': 3, 'alert.add': 3, 'statement.issue': 3,
  'stock.saveItem': 2, 'attention.resolve': 2, 'alert.end': 1, 'settings.saveOperatory': 1, 'settings.saveHours': 1, 'settings.saveClinic': 1, 'settings.saveService': 1,
  'settings.saveUser': 1,
} as const satisfies Partial<Record<MutatorName, number>>

/** What a person at this window may want to write now, seen with the eyes of this desk. */
export async function wish(window: TestWindow, common: Common, random: Random, tag: string): Promise<Wish | undefined> {
  const name = random.weighted(WEIGHTS)
  const page = await window.call('patients.page', { patientId: random.pick(common.patients) })
  const make = MAKERS[name] as Maker<MutatorName> | undefined
  // A patient registered at another desk may not have come here yet.
  const input = page && (await make?.({ ...common, window, random, tag, id: uuidv7(), page }))
  return input ? { name, input } : undefined
}

/** Half an hour in one of the chairs on one of the coming days, near ones more often. */
function slot({ random, today, reference }: Scene) {
  const days = 2 + Math.floor(random.next() ** 2 * 20)
  const startsAt = new Date(Date.parse(`${today}T01:00:00.000Z`) + days * 86_400_000 + random.int(0, 15) * 1_800_000)
  const chair = random.pick(reference.operatories)
  return {
    locationId: chair.location_id, operatoryId: chair.id, dentistId: random.pick(reference.dentists).id,
    startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 1_800_000).toISOString(),
  }
}

function visit<T>({ random, page, today }: Scene, make: (id: string) => T): T | undefined {
  const coming = page.visits.filter(({ starts_at }) => starts_at > today)
  return coming.length > 0 ? make(random.pick(coming).id) : undefined
}
